// One form of 25 fields, taken from a procedure of ours as the API gives it, in the words of each peer: the same pages, labels, hints and
// choices. What a peer has no kind for (an address with its lists) it gets as a plain line, which can only make it faster.

const COUNT = 25;

// The fields in the order in which they are asked; conditions are left out for everybody.
export function fieldsOf({ procedure, texts }) {
  const word = (field, part) => texts.vi[`field.${field.id}.${part}`];
  const fields = [];
  for (const page of procedure.page) {
    for (const field of page.field) {
      if (fields.length === COUNT) return fields;
      if (!word(field, 'label')) continue;
      const options = (field.options ?? []).map((id) => ({ id, label: word(field, `option.${id}`) ?? id }));
      fields.push({ id: field.id, page: page.id, kind: field.kind, label: word(field, 'label'), hint: word(field, 'hint') ?? '', optional: field.optional ?? false, options });
    }
  }
  if (fields.length < COUNT) throw new Error(`the procedure has ${fields.length} fields, ${COUNT} are needed`);
  return fields;
}

function pagesOf(fields) {
  const pages = new Map();
  for (const field of fields) pages.set(field.page, [...(pages.get(field.page) ?? []), field]);
  return [...pages];
}

// SurveyJS: https://surveyjs.io/form-library/documentation/design-survey/create-a-multi-page-survey
export function survey(fields) {
  const element = (field) => {
    const base = { name: field.id, title: field.label, description: field.hint, isRequired: !field.optional };
    if (field.options.length > 0) return { ...base, type: 'radiogroup', choices: field.options.map(({ id, label }) => ({ value: id, text: label })) };
    const kind = { date: 'date', email: 'email', phone: 'tel' }[field.kind] ?? 'text';
    return { ...base, type: 'text', inputType: kind };
  };
  return { pages: pagesOf(fields).map(([name, own]) => ({ name, elements: own.map(element) })) };
}

// Form.io: https://help.form.io/userguide/forms/form-types/wizards
export function formio(fields) {
  const component = (field) => {
    const base = { key: field.id, label: field.label, description: field.hint, input: true, validate: { required: !field.optional } };
    if (field.options.length > 0) return { ...base, type: 'radio', values: field.options.map(({ id, label }) => ({ value: id, label })) };
    return { ...base, type: { date: 'day', email: 'email', phone: 'phoneNumber' }[field.kind] ?? 'textfield' };
  };
  const panel = ([key, own]) => ({ type: 'panel', key: `page_${key}`, title: own[0].label, components: own.map(component) });
  return { display: 'wizard', components: pagesOf(fields).map(panel) };
}

const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

// The floor: what a server could send with no program at all.
export function html(fields) {
  const control = (field) => {
    const hint = field.hint ? `<p>${escape(field.hint)}</p>` : '';
    if (field.options.length > 0) {
      const option = ({ id, label }) => `<label><input type="radio" name="${field.id}" value="${id}"> ${escape(label)}</label>`;
      return `<fieldset><legend>${escape(field.label)}</legend>${hint}${field.options.map(option).join('')}</fieldset>`;
    }
    const kind = { date: 'date', email: 'email', phone: 'tel' }[field.kind] ?? 'text';
    return `<p><label for="${field.id}">${escape(field.label)}</label>${hint}<input id="${field.id}" name="${field.id}" type="${kind}"></p>`;
  };
  return `<form method="post">${fields.map(control).join('\n')}<button>Gửi</button></form>`;
}
