// The sentences of the apps and of the procedures, read from where the apps have them: tests follow the wording.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'smol-toml';

const root = resolve(import.meta.dirname, '../../..');

export type Language = 'vi' | 'en';
type Tree = { [key: string]: string | string[] | Tree };

function look(file: string, key: string): string {
  const tree = parse(readFileSync(join(root, file), 'utf8')) as Tree;
  const found = key.split('.').reduce<Tree | string | string[] | undefined>((at, part) => (at as Tree | undefined)?.[part], tree);
  if (typeof found !== 'string') throw new Error(`${file} has no sentence ${key}`);
  return found;
}

// A sentence of an app: `say('vi', 'citizen', 'home.title')`; `{name}` places are filled.
export function say(language: Language, area: string, key: string, values: Record<string, string> = {}): string {
  return look(`locales/${language}/${area}.toml`, key).replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
}

// A sentence of a procedure: `of('1.001193', 'vi', 'question.abandoned.label')`.
export function of(code: string, language: Language, key: string): string {
  return look(`procedures/${code}/${language}.toml`, key);
}
