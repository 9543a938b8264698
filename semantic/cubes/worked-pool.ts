import type { Worked } from './worked-figures.ts';

const MARCH = { from: '2025-03-01', to: '2025-03-31' };

/** Figures worked out by hand on what fixture/star-pool.ts says; states are those of today, 20 March. */
export const WORKED_POOL: readonly Worked[] = [
  {
    view: 'pool',
    ...MARCH,
    where: { record_type: 'lead' },
    figures: {
      public_count: '1', // l8
      private_count: '3', // l3 l6 l7; l1 was won
      private_capacity: '15', // 10 of ann + 5 of bob; dan has left
      occupancy: 0.2, // 3 / 15
      due_to_drop_count: '1', // l3, on the 22nd
      overdue_to_drop_count: '1', // l6, on the 19th
      idle_private_count: '1', // l6, since the 15th
      claimed_count: '4', // k1 k2 k4 k5; k6 began after its lead was closed
      assigned_count: '1', // k3
      released_count: '1', // k3
      auto_dropped_count: '1', // k1
      ended_pursuit_count: '4', // k1 k2 k3 k5
      drop_rate: 0.25,
      median_hours_to_first_touch: 4, // of 2, 4, 6
      median_private_days: 5.5, // of 2, 4, 7, 10
      untouched_drop_count: '1', // k1
      reclaimed_won_count: '1', // k1, by bob
      reclaimed_won_rate: 1,
      recycled_won_amount: '500.00', // k2
      swap_pair_count: '1', // ann and bob twice; eve and cat once
      last_event_at: '2025-03-17T09:00:00.000', // t2 came back
    },
  },
  {
    view: 'pool',
    ...MARCH,
    where: { record_type: 'customer' },
    figures: {
      probation_open_count: '1', // b1
      probation_passed_count: '1', // b2
      probation_ended_count: '2', // b2 b3
      probation_pass_rate: 0.5,
    },
  },
  {
    view: 'risk',
    ...MARCH,
    figures: {
      won_count: '4', // o1 o3 o5 o7
      validated_won_count: '3', // o1 is backdated
      suspect_won_count: '1',
      lead_count: '5', // l1 to l5
      distinct_lead_count: '4', // l1 and l2 are one
      duplicate_customer_count: '1', // s1, on the side that came later
      reregistered_count: '1',
      contested_customer_count: '1', // c1, whoever looks at it
      backdated_close_count: '1',
      month_end_reversal_count: '1',
      cross_region_deal_count: '1',
      cross_region_lead_count: '1',
      cross_region_visit_count: '1',
      self_order_suspect_count: '1',
      shared_phone_count: '1', // on two orders
      shared_device_count: '1',
      batch_entry_suspect_count: '2', // a4 a5
      same_spot_suspect_count: '1',
      impossible_speed_count: '1',
      suspicion_count: '15',
      cleared_count: '1', // s1
      suspicion_cleared_rate: 0.5, // of s1 and s2
    },
  },
];
