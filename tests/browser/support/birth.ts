// A birth registration with made-up people: what is answered besides what the card fills in.
import type { Entry } from './form';

export const CODE = '1.001193';

// Born in a hospital, within 60 days, the mother hands it in herself.
export const CASE: Record<string, Entry> = {
  abandoned: 'no',
  has_birth_paper: 'yes',
  surrogacy: 'no',
  by_proxy: 'no',
  on_time: 'yes',
};

const home = { province: 'Tỉnh Đồng Tháp', ward: 'Phường Mỹ Trà' };

export const ANSWERS: Record<string, Entry> = {
  requester_phone: '0912 345 678',
  requester_relation: 'mother',
  child_name: 'Nguyễn Gia Bảo',
  child_birth_date: ['15', '11', '2026'],
  child_sex: 'male',
  child_birth_facility: 'Bệnh viện Đa khoa Đồng Tháp',
  child_birth_place: home,
  child_origin: home,
  child_ethnic_group: 'Kinh',
  child_nationality: 'Việt Nam',
  mother_ethnic_group: 'Kinh',
  mother_nationality: 'Việt Nam',
  wants_copies: 'yes',
  copies: '2',
};
