import { CITIES, UNSERVED_CITIES, type City } from './places.ts';
import type { Org } from './org.ts';
import type { People } from './people.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Where business comes from: a market has a sales unit and customers in a city of its own, or all over (key accounts). */
export interface Market {
  readonly name: string;
  readonly poolUnitId: number | null;
  /** Chances grow with its sellers' strength on that day. */
  strength(day: number): number;
}

export interface Spot {
  readonly regionId: number;
  readonly city: City;
  readonly district: string;
  readonly lat: number;
  readonly lng: number;
}

export interface Markets {
  readonly all: readonly Market[];
  /** Where the next record of a day comes from. */
  pick(random: Random, day: number): Market;
  /** A customer's place inside a market; `district` where the owner serves one. */
  spot(random: Random, market: string, district: string | null): Spot;
  unserved(random: Random): string;
}

export function buildMarkets(world: World, org: Org, people: People): Markets {
  const names = [...new Set(org.units.filter((unit) => unit.market !== '').map((unit) => unit.market))];
  const all = names.map((name): Market => ({
    name,
    poolUnitId: org.poolUnit(name)?.id ?? null,
    strength: (day) => people.strength(name, day),
  }));
  const regionIds = new Map(
    world.data.sys_region.map((one) => [`${one.city}/${one.district ?? ''}`, one.id]),
  );
  const sellingCities = CITIES.filter((one) => names.includes(one.city));
  const strengths = new Map<number, number[]>();

  return {
    all,
    pick(random, day) {
      let cached = strengths.get(day);
      if (cached === undefined) {
        cached = all.map((market) => market.strength(day));
        strengths.set(day, cached);
      }
      const list = cached;
      return all[random.weighted([...list.keys()], (index) => list[index] ?? 0)] ?? random.pick(all);
    },
    spot(random, market, district) {
      const city = CITIES.find((one) => one.city === market) ?? random.pick(sellingCities);
      const own = city.districts.find(([name]) => name === district);
      const [name, lat, lng] = own !== undefined && random.chance(0.82) ? own : random.pick(city.districts);
      return {
        regionId: regionIds.get(`${city.city}/${name}`) ?? 1,
        city,
        district: name,
        // a district reaches a few kilometres around its middle
        lat: round6(lat + random.normal() * 0.014),
        lng: round6(lng + random.normal() * 0.016),
      };
    },
    unserved: (random) => random.pick(UNSERVED_CITIES),
  };
}

export function round6(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
