import type { Worked } from './worked-figures.ts';

const MARCH = { from: '2025-03-01', to: '2025-03-31' };

/** Figures worked out by hand on the rows of fixture/star-rows-presence.ts. */
export const WORKED_PROCESS: readonly Worked[] = [
  {
    view: 'activities',
    from: '2025-03-01',
    to: '2025-03-13',
    figures: { friend_count: '47' }, // ann 40, eve 7 on the 13th
  },
  {
    view: 'activities',
    ...MARCH,
    where: { owner_id: 'ann' },
    figures: { friend_count: '41', activity_count: '4' }, // a1 a2 a7 a8
  },
  {
    view: 'leads',
    ...MARCH,
    where: { event: 'campaign' },
    figures: { lead_count: '0', cost: '25.50', cost_per_lead: null },
  },
  {
    view: 'stage_flow',
    ...MARCH,
    where: { pipeline: 'main', step_rank: '2' },
    figures: {
      entered_count: '2', // s2 s3
      left_previous_count: '3', // s2 s3, and s5 which was lost
      flow_rate: 2 / 3,
      last_event_at: '2025-03-12T09:00:00.000', // s2
    },
  },
  {
    view: 'stage_flow',
    ...MARCH,
    where: { pipeline: 'lead', step_rank: '1' },
    figures: { entered_count: '1', left_previous_count: '0', flow_rate: null }, // nothing lies before the first
  },
  {
    view: 'journey_steps',
    ...MARCH,
    where: { step: 'intent' },
    figures: {
      count: '2', // l1 l2
      step_rate: 1, // of the two that were contacted
      cumulative_rate: 0.4, // of five
      median_days: 3, // of 2, 4
    },
  },
  {
    view: 'journey_steps',
    ...MARCH,
    where: { step: 'first_order' },
    figures: { count: '1', step_rate: 1, cumulative_rate: 0.2, median_days: 8 }, // l1
  },
  {
    view: 'tasks',
    ...MARCH,
    figures: {
      assigned_count: '5', // t1 to t4, t9; the others are the control group
      done_count: '2', // t1 t2
      due_count: '3', // t1 t2 t3; t4 has time until the 27th, t9 for ever
      on_time_count: '1', // t1; t2 was a day late
      on_time_rate: 1 / 3,
      overdue_count: '1', // t3
      contacted_count: '3', // t1 t2 t4
      contact_coverage: 0.6,
      converted_count: '2', // t1 t4
      conversion_rate: 0.4,
      goal_met: true, // of four with goals half were asked for: 3 contacted, 2 converted
      control_count: '4',
      control_converted_count: '1', // t5
      control_conversion_rate: 0.25,
      lift: 0.15, // 0.4 - 0.25
      last_event_at: '2025-03-11T09:00:00.000', // t9
    },
  },
  {
    view: 'tasks',
    ...MARCH,
    where: { owner_id: 'bob' },
    figures: { goal_met: false, lift: null }, // one of three converted, one and a half asked for; no control group
  },
  { view: 'tasks', ...MARCH, where: { task_type: 'call' }, figures: { goal_met: null } },
  {
    view: 'touchpoints',
    ...MARCH,
    where: { model: 'position' },
    figures: {
      touch_count: '4',
      reach_count: '2', // c1, and the lead l3
      cost: '62.05', // 1.25 + 60 + 0.80
      attributed_won_amount: '100.00', // o1: 70 + 30
      touched_won_count: '1',
      last_event_at: '2025-03-09T10:00:00.000', // w3
      last_won_at: '2025-03-10T23:30:00.000',
    },
  },
  ...(
    [
      ['first', '100.00'],
      ['last', '0.00'],
      ['linear', '33.33'], // 23.33 + 10
      ['position', '40.00'], // 28 + 12
    ] as const
  ).map(([model, attributed]): Worked => ({
    view: 'touchpoints',
    ...MARCH,
    where: { model, channel: 'search' },
    figures: { attributed_won_amount: attributed, touch_count: '2' }, // w1 w4
  })),
  {
    view: 'usage',
    ...MARCH,
    figures: {
      use_count: '5',
      login_count: '4', // u1 u3 u4 u5
      active_days: '3', // c1 twice, c2 once; nobody knows who u5 was
      active_customer_count: '2',
      adopter_count: '3', // c1 login and report, c2 login
      feature_adoption: 0.75, // 3 of 2 customers × 2 features
      last_event_at: '2025-03-05T08:00:00.000',
    },
  },
  { view: 'usage', ...MARCH, where: { feature: 'report' }, figures: { feature_adoption: 0.5 } }, // c1 of c1 c2
  {
    view: 'satisfaction',
    ...MARCH,
    figures: {
      answer_count: '6',
      nps_answer_count: '4',
      promoter_count: '2', // 10 and 9
      detractor_count: '1', // 6; 8 is neither
      nps: 25, // 100 × (2 − 1) / 4
      csat_answer_count: '2',
      satisfied_count: '1', // 4
      csat: 0.5,
      last_event_at: '2025-03-06T11:00:00.000',
    },
  },
];
