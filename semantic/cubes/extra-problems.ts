import type { Extra } from '../declare/extra.ts';
import { hierarchiesOf } from '../schema/hierarchies.ts';
import { MASKED } from '../policy/sensitive.ts';
import { CHEAPER } from '../query/narrow.ts';
import { declareCubes } from './all.ts';
import { membersOfExtra, SUMMED_ENTITIES, type ExtraMember } from './extras.ts';

/** Why an extra column cannot be shown as it is mapped. */
export interface ExtraProblem {
  readonly entity: string;
  readonly name: string;
  readonly message: string;
}

/** Names of a cube that no declaration lists: the row policy's positions and the row's key (write-schema.ts). */
const UNSEEN = ['row_lft', 'row_then_lft', 'row_owner', 'row_pool', 'row_key'];

/** `{CUBE}.sql` is a cube's own. */
const RESERVED = ['sql'];

/**
 * Extra columns whose members would meet others: the product's own, or those of another entity in the same view.
 * Two records of a view may have a dimension of one name and type: the row's own record tells its value.
 */
export function findExtraProblems(extras: readonly Extra[]): readonly ExtraProblem[] {
  const taken = new Set(
    declareCubes(new Set(), []).flatMap((view) =>
      [...view.dimensions, ...view.measures, ...hierarchiesOf(view), ...UNSEEN.map((name) => ({ name }))].map(
        ({ name }) => `${view.name}.${name}`,
      ),
    ),
  );
  const seen = new Map<string, { extra: Extra; shape: string }>();
  const problems: ExtraProblem[] = [];
  for (const extra of extras) {
    const { entity, name } = extra;
    const refuse = (message: string): void => void problems.push({ entity, name, message });
    if (RESERVED.includes(name) || [MASKED, CHEAPER].some((one) => name.endsWith(one)))
      refuse(`an extra column cannot be called "${name}". Give it another name.`);
    if (extra.role === 'measure' && !SUMMED_ENTITIES.includes(entity)) {
      refuse(
        `extra columns of ${entity} cannot be measures, since no view counts its rows; those of ${SUMMED_ENTITIES.join(', ')} can. Leave out "as: measure".`,
      );
    }
    for (const one of membersOfExtra(extra)) {
      const full = `${one.view}.${one.member.name}`;
      const before = seen.get(full);
      if (taken.has(full)) {
        refuse(
          `extra column "${name}" of ${entity} would be ${full}, and there is a ${full} already. Give it another name.`,
        );
        break;
      }
      if (before !== undefined && before.shape !== shapeOf(one)) {
        refuse(
          `extra column "${name}" of ${entity} would be ${full}, and so would "${before.extra.name}" of ${before.extra.entity}, which means something else. Give one of them another name.`,
        );
        break;
      }
      seen.set(full, before ?? { extra, shape: shapeOf(one) });
    }
  }
  return problems;
}

/** Members of equal shape are one. A sum speaks of one entity only. */
function shapeOf({ kind, member }: ExtraMember): string {
  return JSON.stringify([kind, member.type, member.sql, kind === 'measure' ? member.needs : []]);
}
