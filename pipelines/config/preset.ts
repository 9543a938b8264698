import { readFileSync } from 'node:fs';
import { PRESETS, presetFile, type Preset } from '../presets/catalogue.ts';
import type { Report } from './feed.ts';
import { didYouMean } from './nearest.ts';
import { presetSchema, type ParsedPreset } from './schema.ts';
import { readYaml, type YamlPath } from './yaml-file.ts';

/** A ready mapping, read. */
export interface ReadyMapping extends ParsedPreset {
  readonly file: string;
  readonly lineOf: (path: YamlPath) => number;
}

/** The preset of that name for a source of that kind; null when there is none, which is reported. */
export function findPreset(name: string, kind: string, at: YamlPath, report: Report): Preset | null {
  const preset = PRESETS.find((one) => one.name === name);
  const names = PRESETS.map((one) => one.name);
  if (preset === undefined) {
    report(at, `unknown preset "${name}".${didYouMean(name, names)} There are ${names.join(', ')}.`);
    return null;
  }
  if (preset.kinds.includes(kind)) return preset;
  report(
    at,
    `preset "${name}" reads a source of kind ${preset.kinds.join(' or ')}, and this one is ${kind}.`,
  );
  return null;
}

/** Reads a preset's file. In it `${CURRENCY}` stands for the reporting currency, and nothing else may. */
export function readPreset(preset: Preset, currency: string): ReadyMapping {
  const file = presetFile(preset);
  const yaml = readYaml(readFileSync(file, 'utf8'), { CURRENCY: currency });
  const [problem] = yaml.problems;
  if (problem !== undefined) throw new Error(`${file}:${problem.line}: ${problem.message}`);
  return { ...presetSchema.parse(yaml.value), file, lineOf: yaml.lineOf };
}
