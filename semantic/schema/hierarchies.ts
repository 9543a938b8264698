import type { CubeDeclaration } from '../declare/member.ts';

/** Dimensions that go from wide to narrow, for clients that drill down. */
export interface Hierarchy {
  readonly name: string;
  readonly levels: readonly string[];
}

const DEPTHS = [1, 2, 3, 4, 5, 6, 7, 8];

const HIERARCHIES: readonly Hierarchy[] = [
  { name: 'organisation', levels: [...DEPTHS.map((depth) => `org_l${depth}`), 'owner_name'] },
  { name: 'organisation_then', levels: [...DEPTHS.map((depth) => `org_then_l${depth}`), 'owner_name'] },
  { name: 'place', levels: ['province', 'city', 'district'] },
  { name: 'products', levels: ['product_category', 'product'] },
];

/** Those whose every level the view has. */
export function hierarchiesOf({ dimensions }: CubeDeclaration): readonly Hierarchy[] {
  const names = new Set(dimensions.map((dimension) => dimension.name));
  return HIERARCHIES.filter(({ levels }) => levels.every((level) => names.has(level)));
}
