// What every script of a bench needs: its input and its answer as files, and one browser.
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

// What the command line of `cargo xtask bench` hands over.
export function input() {
  const file = process.env.MOTCUA_BENCH_INPUT;
  if (!file) throw new Error('run me through `cargo xtask bench NAME`');
  return JSON.parse(readFileSync(file, 'utf8'));
}

// The answer; without one the bench counts as failed.
export function answer(value) {
  writeFileSync(process.env.MOTCUA_BENCH_OUTPUT, JSON.stringify(value));
}

// The system's Chromium, without a window.
export async function browser(...args) {
  return await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', ...args] });
}

// The value below which `share` (0 to 1) of the values lie: the nearest rank.
export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))];
}
