import type { CubeDeclaration, DimensionType, Format, Unit, Words } from '../declare/member.ts';
import { sensitiveDimension, sensitiveMeasure, type SensitiveKind } from '../policy/sensitive.ts';
import { isMapped, type Coverage } from './coverage.ts';

export interface CatalogueMeasure {
  /** `view.member`, the public name. */
  readonly name: string;
  readonly title: Words;
  readonly description: Words;
  readonly format: Format;
  readonly unit: Unit | null;
  readonly needs: readonly string[];
  /** False: the sources lack what it needs, its figures are null. */
  readonly mapped: boolean;
  readonly good: 'up' | 'down' | null;
  /** Adds up over rows: nothing happened is 0. Of a ratio or an average it is unknown. */
  readonly isAdditive: boolean;
  /** Member with the last moment that moved the measure. */
  readonly lastAt: string | null;
  /** What a role may be kept from. */
  readonly sensitive: SensitiveKind | null;
}

export interface CatalogueDimension {
  readonly name: string;
  readonly title: Words;
  readonly description: Words | null;
  readonly type: DimensionType;
  readonly mapped: boolean;
  readonly sensitive: SensitiveKind | null;
}

export interface CatalogueView {
  readonly name: string;
  readonly title: Words;
  readonly description: Words;
  /** A query with measures fixes each of these to one value, or groups by it; alternatives are written `a|b`. */
  readonly fixed: readonly string[];
}

/** Every name that a query may use, in both languages. */
export interface MetricCatalogue {
  readonly views: readonly CatalogueView[];
  readonly measures: readonly CatalogueMeasure[];
  readonly dimensions: readonly CatalogueDimension[];
  /** Measures whose value is a local moment, for ties. */
  readonly moments: readonly string[];
}

export function catalogueOf(declarations: readonly CubeDeclaration[], coverage: Coverage): MetricCatalogue {
  return {
    views: declarations.map(({ name, title, description, fixed }) => ({
      ...{ name, title, description },
      fixed: fixed.map((alternatives) =>
        alternatives
          .split('|')
          .map((one) => `${name}.${one}`)
          .join('|'),
      ),
    })),
    measures: declarations.flatMap((view) => measuresIn(view, coverage)),
    dimensions: declarations.flatMap(({ name: view, dimensions }) =>
      dimensions.map((one) => ({
        ...{ name: `${view}.${one.name}`, title: one.title, description: one.description, type: one.type },
        ...{ mapped: isMapped(one.needs, coverage), sensitive: sensitiveDimension(one) },
      })),
    ),
    moments: declarations.flatMap(({ name, measures }) =>
      measures.filter((measure) => measure.type === 'time').map((measure) => `${name}.${measure.name}`),
    ),
  };
}

function measuresIn({ name: view, measures }: CubeDeclaration, coverage: Coverage): CatalogueMeasure[] {
  return measures.flatMap(({ name, title, description, format, unit, needs, good, isAdditive, lastAt }) => {
    if (format === null) return [];
    const described = { title, description, format, unit, needs, good, isAdditive };
    const moment = lastAt === null ? null : `${view}.${lastAt}`;
    const sensitive = sensitiveMeasure({ format });
    return [
      { name: `${view}.${name}`, ...described, mapped: isMapped(needs, coverage), lastAt: moment, sensitive },
    ];
  });
}
