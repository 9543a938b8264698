import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { Problem } from './problem.ts';

export type YamlPath = readonly (string | number)[];

/** A YAML text with `${NAME}` filled in from the environment, and the line of every place in it. */
export interface YamlFile {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The line of the deepest existing node on the path; a key's own line rather than its value's. */
  lineOf(path: YamlPath): number;
}

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

export function readYaml(text: string, env: Readonly<Record<string, string | undefined>>): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const problems = document.errors.map((error) => ({ line: lineAt(error.pos[0]), message: error.message }));
  visit(document, {
    Scalar(key, node) {
      if (typeof node.value !== 'string' || key === 'key') return;
      node.value = node.value.replaceAll(VARIABLE, (whole: string, name: string) => {
        const value = env[name];
        if (value !== undefined && value !== '') return value;
        const line = lineAt(node.range?.[0] ?? 0);
        problems.push({ line, message: `the environment variable ${name} is not set.` });
        return whole;
      });
    },
  });
  return {
    value: document.errors.length > 0 ? null : document.toJS(),
    problems,
    lineOf: (path) => lineAt(offsetOf(document, path)),
  };
}

function offsetOf(document: Document, path: YamlPath): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (one) => isPair(one) && isScalar(one.key) && String(one.key.value) === String(step),
      );
      // a single mapping may stand where a list of them is read: its index is no place in the file
      if (pair === undefined && step === 0) continue;
      if (pair === undefined) return offset;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isNode(node) && 'items' in node && Array.isArray(node.items)) {
      node = node.items[Number(step)];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}
