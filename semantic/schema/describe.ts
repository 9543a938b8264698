import type { CubeDeclaration, Words } from '../declare/member.ts';
import { isMapped, type Coverage } from './coverage.ts';

/** What `/meta` and the annotation of an answer say of a view or a member. */
export interface Description {
  readonly title: string;
  readonly shortTitle: string;
  readonly description: string | null;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Descriptions by `view` and `view.member`. */
export type Descriptions = ReadonlyMap<string, Description>;

export function describe(declarations: readonly CubeDeclaration[], coverage: Coverage): Descriptions {
  const described = new Map<string, Description>();
  const add = (
    name: string,
    title: Words,
    description: Words | null,
    more: Readonly<Record<string, unknown>>,
  ) => {
    const meta = { title, description, ...more };
    described.set(name, {
      title: title.en,
      shortTitle: title.en,
      description: description?.en ?? null,
      meta,
    });
  };
  for (const { name: view, title, description, fixed, dimensions, measures } of declarations) {
    add(view, title, description, { fixed });
    for (const one of dimensions) {
      const { needs } = one;
      add(`${view}.${one.name}`, one.title, one.description, { needs, mapped: isMapped(needs, coverage) });
    }
    for (const one of measures) {
      const { format, unit, needs, good, isAdditive } = one;
      const lastAt = one.lastAt === null ? null : `${view}.${one.lastAt}`;
      const mapped = isMapped(needs, coverage);
      add(`${view}.${one.name}`, one.title, one.description, {
        format,
        unit,
        needs,
        mapped,
        good,
        isAdditive,
        lastAt,
      });
    }
  }
  return described;
}
