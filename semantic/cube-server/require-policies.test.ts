import { describe, expect, it } from 'vitest';
import { openStar } from '../fixture/star.ts';
import { createModel, NOTHING_GIVEN } from '../schema/model.ts';
import type { SchemaFile } from '../schema/write-schema.ts';
import { requirePolicies } from './require-policies.ts';
import { startCube } from './server.ts';

function evaluator(cubes: Readonly<Record<string, { isView?: boolean; accessPolicy?: readonly unknown[] }>>) {
  return { cubeNames: () => Object.keys(cubes), cubeFromPath: (name: string) => cubes[name] ?? {} };
}

describe('a cube without a row policy', () => {
  it('fails the build', () => {
    expect(() => requirePolicies(evaluator({ a: { accessPolicy: [{}] }, leaky: {} }))).toThrow(
      /no row policy on leaky/,
    );
    expect(() => requirePolicies(evaluator({ leaky: { accessPolicy: [] } }))).toThrow(/leaky/);
  });

  it('is not a view, which reads through its cube', () => {
    expect(() =>
      requirePolicies(evaluator({ a: { accessPolicy: [{}] }, b: { isView: true } })),
    ).not.toThrow();
  });

  it('stops Cube before a query is asked', async () => {
    const warehouse = await openStar();
    const model = createModel(NOTHING_GIVEN, 1);
    const leaky = {
      fileName: 'leaky.js',
      content: "cube('leaky', { sql: `select 1 as a`, dimensions: { a: { sql: `a`, type: `number` } } });",
    };
    const compile = async (files: readonly SchemaFile[], version: string) => {
      const server = await startCube({
        ...{ warehouse, weekStarts: 'monday', timeoutMs: 1000, warn: () => undefined },
        model: () => ({ ...model, files, version }),
        viewerOf: () => ({ allowAll: true }),
        settle: () => Promise.reject(new Error('no query is asked here')),
      });
      await server.compile();
      await server.close();
    };
    await compile(model.files, 'ours');
    await expect(compile([...model.files, leaky], 'leaky')).rejects.toThrow(/no row policy on leaky/);
    await warehouse.close();
  });
});
