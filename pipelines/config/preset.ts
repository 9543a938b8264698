import { readFileSync } from 'node:fs';
import { PRESETS, presetFile } from '../presets/catalogue.ts';
import type { Report } from './feed.ts';
import { didYouMean } from './nearest.ts';
import { presetSchema, type ParsedPreset } from './schema.ts';
import { readYaml, type YamlPath } from './yaml-file.ts';

/** A ready mapping, read. */
export interface ReadyMapping extends ParsedPreset {
  readonly file: string;
  readonly lineOf: (path: YamlPath) => number;
}

/** The mapping's file of the preset of that name for a kind of source; null when there is none, which is reported. */
export function findPreset(name: string, kind: string, at: YamlPath, report: Report): string | null {
  const preset = PRESETS.find((one) => one.name === name);
  const names = PRESETS.map((one) => one.name);
  if (preset === undefined) {
    report(at, `unknown preset "${name}".${didYouMean(name, names)} There are ${names.join(', ')}.`);
    return null;
  }
  const file = presetFile(preset, kind);
  if (file === null) {
    const kinds = Object.keys(preset.files).join(' or ');
    report(at, `preset "${name}" reads a source of kind ${kinds}, and this one is ${kind}.`);
  }
  return file;
}

/** Reads a preset's file. In it `${CURRENCY}` stands for the reporting currency, and nothing else may. */
export function readPreset(file: string, currency: string): ReadyMapping {
  const yaml = readYaml(readFileSync(file, 'utf8'), { CURRENCY: currency });
  const [problem] = yaml.problems;
  if (problem !== undefined) throw new Error(`${file}:${problem.line}: ${problem.message}`);
  return { ...presetSchema.parse(yaml.value), file, lineOf: yaml.lineOf };
}
