import { instantAt } from './china-time.ts';
import { FULL_PLAN, TINY_PLAN, type UnitPlan } from './org-plan.ts';
import { CITIES } from './places.ts';
import type { World } from './world.ts';

export interface Unit {
  readonly id: number;
  readonly name: string;
  readonly plan: UnitPlan;
  readonly parent: Unit | null;
  readonly depth: number;
  /** The unit at depth 2 above it (or itself), today. */
  readonly region: Unit | null;
  /** The city whose customers it works on, or its own name where it has none of its own (key accounts). */
  readonly market: string;
  readonly district: string | null;
  /** The parent it had until the reorganisation. */
  parentBefore: Unit | null;
  readonly openOn: number | null;
  /** First day it no longer exists. */
  readonly closeOn: number | null;
}

export interface Org {
  readonly root: Unit;
  readonly units: readonly Unit[];
  named(name: string): Unit;
  /** The unit that runs a market's public pool: its city, else the unit of that name. */
  poolUnit(market: string): Unit | null;
  /** Parent on a day, the reorganisation respected. */
  parentOn(unit: Unit, day: number): Unit | null;
}

export function isOpenOn(unit: Unit, day: number): boolean {
  return (unit.openOn === null || unit.openOn <= day) && (unit.closeOn === null || day < unit.closeOn);
}

/** Key accounts work on the whole country, whichever city they sit in. */
const COUNTRYWIDE = '战略客户部';

export function buildOrg(world: World): Org {
  const units: Unit[] = [];
  grow(world.scale === 'tiny' ? TINY_PLAN : FULL_PLAN, null);

  function grow(plan: UnitPlan, parent: Unit | null): void {
    const unit: Unit = {
      id: world.nextId('dept'),
      name: plan.name,
      plan,
      parent,
      depth: (parent?.depth ?? 0) + 1,
      region: null,
      market: plan.name === COUNTRYWIDE ? COUNTRYWIDE : (plan.city ?? parent?.market ?? ''),
      district: plan.district ?? parent?.district ?? null,
      parentBefore: null,
      openOn: plan.splitFrom === undefined ? null : world.splitOn,
      closeOn:
        plan.closed === 'split' ? world.splitOn : plan.closed === 'office' ? world.officeClosedOn : null,
    };
    const placed = { ...unit, region: unit.depth === 2 ? unit : (parent?.region ?? null) };
    units.push(placed);
    for (const child of plan.children) grow(child, placed);
  }

  const byName = new Map(units.map((unit) => [unit.name, unit]));
  function named(name: string): Unit {
    const unit = byName.get(name);
    if (unit === undefined) throw new Error(`no unit ${name} in the plan`);
    return unit;
  }
  for (const unit of units)
    if (unit.plan.cameFrom !== undefined) unit.parentBefore = named(unit.plan.cameFrom);

  const root = units[0];
  if (root === undefined) throw new Error('an empty plan');
  writeOrg(world, units);
  return {
    root,
    units,
    named,
    poolUnit: (market) =>
      units.find((unit) => unit.plan.kind === 'C' && unit.market === market) ??
      units.find((unit) => unit.market === market) ??
      null,
    parentOn: (unit, day) =>
      day < world.reorganisedOn && unit.parentBefore !== null ? unit.parentBefore : unit.parent,
  };
}

function writeOrg(world: World, units: readonly Unit[]): void {
  const before = instantAt(world.firstDay - 400, 600);
  const stamp = (day: number | null): number =>
    day === null ? before : Math.min(world.now, instantAt(day, 480));
  units.forEach((unit, index) => {
    world.data.sys_dept.push({
      id: unit.id,
      dept_kind: unit.plan.kind,
      sort_no: index + 1,
      open_date: unit.openOn,
      close_date: unit.closeOn,
      updated_at: stamp(unit.closeOn ?? unit.openOn),
    });
    const version = (name: string, parent: Unit | null, from: number | null, until: number | null): void => {
      world.data.sys_dept_history.push({
        id: world.nextId('dept_history'),
        dept_id: unit.id,
        parent_id: parent?.id ?? null,
        dept_name: name,
        eff_date: from,
        exp_date: until,
        updated_at: stamp(until ?? from),
      });
    };
    if (unit.parentBefore !== null) {
      version(unit.name, unit.parentBefore, null, world.reorganisedOn);
      version(unit.name, unit.parent, world.reorganisedOn, null);
    } else if (unit.plan.onceNamed !== undefined) {
      version(unit.plan.onceNamed, unit.parent, null, world.renamedOn);
      version(unit.name, unit.parent, world.renamedOn, null);
    } else version(unit.name, unit.parent, unit.openOn, unit.closeOn);
    writeTerritory(world, unit, before);
  });
}

/** Cities serve their city, districts their district; teams and key accounts have no ground of their own. */
function writeTerritory(world: World, unit: Unit, updated: number): void {
  const servesCity = unit.plan.kind === 'C' || (unit.plan.kind === 'T' && unit.plan.city !== undefined);
  if (!servesCity && unit.plan.kind !== 'D') return;
  const place = CITIES.find((one) => one.city === unit.market);
  if (place === undefined) return;
  world.data.territory.push({
    id: world.nextId('territory'),
    dept_id: unit.id,
    province_name: place.province,
    city_name: place.city,
    district_name: unit.plan.kind === 'D' ? unit.district : null,
    eff_date: null,
    exp_date: unit.closeOn,
    updated_at: unit.closeOn === null ? updated : instantAt(unit.closeOn, 480),
  });
}
