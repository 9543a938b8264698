import { buildAccounts } from './accounts.ts';
import { buildAfterSale } from './after-sale.ts';
import { buildCatalogue } from './catalogue.ts';
import { buildDeals } from './deals.ts';
import { buildFollowups } from './followups.ts';
import { buildLeads } from './leads.ts';
import { buildMarkets } from './markets.ts';
import { buildOrders } from './orders.ts';
import { buildOrg } from './org.ts';
import { buildPeople } from './people.ts';
import { buildPresence } from './presence.ts';
import { buildReceipts } from './receipts.ts';
import {
  handOverAccounts,
  plantDuplicates,
  plantReregistered,
  plantSecondSeats,
  plantSwaps,
  shareCredit,
} from './stories.ts';
import {
  plantBackdatedCloses,
  plantCrossRegionLeads,
  plantNamesakes,
  plantOddOrders,
  plantOddVisits,
  plantProbations,
} from './suspicions.ts';
import type { Dataset } from './tables.ts';
import { buildTargets } from './targets.ts';
import { buildTasks } from './tasks.ts';
import { buildTouches } from './touches.ts';
import { buildVisitPlans } from './visit-plans.ts';
import { createWorld, type Scale } from './world.ts';

export interface GeneratorOptions {
  readonly seed: number;
  readonly scale: Scale;
  /** The last moment that may have happened. */
  readonly now: Date;
}

/** The whole company up to `now`: a pure function of its three arguments. */
export function generate(options: GeneratorOptions): Dataset {
  const world = createWorld(options);
  const catalogue = buildCatalogue(world);
  const org = buildOrg(world);
  const people = buildPeople(world, org);
  const markets = buildMarkets(world, org, people);
  const leads = buildLeads(world, catalogue, markets, people);
  plantCrossRegionLeads(world, leads);
  const accounts = buildAccounts(world, markets, people, leads);
  plantDuplicates(world, people, accounts);
  plantNamesakes(world, accounts);
  const deals = buildDeals(world, catalogue, markets, people, leads, accounts);
  buildOrders(world, catalogue, people, deals, accounts);
  buildFollowups(world, people, leads, deals, accounts);
  handOverAccounts(world, people, accounts, org);
  plantReregistered(world, accounts);
  plantSwaps(world, leads, people);
  buildReceipts(world);
  shareCredit(world, deals, people);
  plantBackdatedCloses(world, deals);
  plantProbations(world, deals);
  plantOddOrders(world, people);
  plantOddVisits(world, people, accounts);
  plantSecondSeats(world, people, org);
  buildTargets(world, org, people, catalogue, deals);
  buildPresence(world, people);
  buildVisitPlans(world, people, accounts);
  buildTasks(world, people, leads, accounts);
  buildTouches(world, leads, deals);
  buildAfterSale(world, accounts);
  return world.data;
}
