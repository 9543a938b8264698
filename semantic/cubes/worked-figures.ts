/** Figures worked out by hand on the little company of fixture/star-rows.ts; the comment is the arithmetic. */
export interface Worked {
  readonly view: string;
  readonly from: string;
  readonly to: string;
  /** The view's date, where it has another name. */
  readonly date?: string;
  /** Filters beside the dates, as member → value. */
  readonly where?: Readonly<Record<string, string>>;
  readonly figures: Readonly<Record<string, string | number | boolean | null>>;
}

const MARCH = { from: '2025-03-01', to: '2025-03-31' };

export const WORKED: readonly Worked[] = [
  {
    view: 'sales',
    ...MARCH,
    figures: {
      created_count: '6', // o1 o2 o3 o4 o6 o7
      created_amount: '445.05', // 100 + 50 + 200.05 + 80 + 10 + 5
      won_count: '4', // o1 o3 o5 o7; bob's share of o1 is no deal of his own
      won_amount: '345.05', // 70 + 30 + 200.05 + 40 + 5
      lost_count: '1', // o2
      lost_amount: '50.00',
      reopened_count: '1', // o5
      created_won_count: '3', // o1 o3 o7; o5 was created in February
      won_customer_count: '2', // c1 c2; o7 has no known customer
      win_rate: 0.8, // 4 / (4 + 1)
      win_rate_amount: 345.05 / 395.05,
      win_rate_cohort: 0.5, // 3 / 6
      overdue_open_count: '1', // o4, due on the 18th; o6 is due after today
      win_rate_strict: 4 / 6, // 4 / (4 + 1 + 1)
      avg_deal_size: 86.2625, // 345.05 / 4
      median_cycle_days: 8.25, // of 3, 7, 9.5, 25
      avg_cycle_days: 11.125, // 44.5 / 4
      p90_cycle_days: 20.35, // 9.5 + 0.7 × (25 − 9.5)
      last_created_at: '2025-03-16T23:30:00.000', // o6
      last_won_at: '2025-03-14T23:30:00.000', // o3
      last_lost_at: '2025-03-12T23:30:00.000', // o2
      order_count: '2', // p1 with two lines, p2
      revenue: '110.10', // 30 + 20 + 60.10
      refund_amount: '10.00',
      net_revenue: '100.10',
      avg_order_value: 55.05, // 110.10 / 2
      paying_customer_count: '2', // c1 c2
      revenue_per_customer: 55.05,
      new_customer_count: '1', // c1; c2 bought in 2024
      validated_new_customer_count: '0', // c1 looks like a customer entered before
      reactivated_count: '1', // c2
      signed_count: '3',
      signed_amount: '900.50', // 500 + 300.50 + 100
      signed_not_ordered_count: '1', // k2
      signed_ordered_30d_count: '1', // k1; k3's first order is not within 30 days
      first_order_rate: 1 / 3,
      last_order_at: '2025-03-13T12:00:00.000',
      last_new_customer_at: '2025-03-11T12:00:00.000',
      last_refund_at: '2025-03-18T12:00:00.000',
      last_signed_at: '2025-03-19T09:00:00.000',
      rep_count: '4', // ann bob cat eve; dan left in February
      won_amount_per_rep: 86.2625, // 345.05 / 4
      revenue_per_rep: 27.525, // 110.10 / 4
      zero_rep_count: '2', // eve, and who only helped with a deal; dan's deal makes nobody on duty busy
      non_zero_rep_rate: 0.5, // 2 of 4
      rep_day_count: '78', // 3 × 20, and eve's 18 since the 3rd
      last_event_at: '2025-03-19T09:00:00.000', // k3
    },
  },
  {
    view: 'sales',
    ...MARCH, // today is the 20th
    figures: {
      collected_amount: '90.00', // 60 + 20 + 10
      collected_count: '3',
      repaid_amount: '5.00',
      due_amount: '140.00', // y1 100 + y2 40
      due_collected_amount: '70.00', // 60 + 10
      collection_rate: 0.5,
      overdue_amount: '70.00', // on the 20th: y0 30, y1 40
      overdue_count: '2',
      last_collected_at: '2025-03-10T12:00:00.000', // y4
    },
  },
  {
    view: 'sales',
    from: '2025-03-01',
    to: '2025-03-05',
    figures: { overdue_amount: '150.00', overdue_count: '2' }, // on the 5th: y0 50, y1 100
  },
  {
    view: 'sales',
    from: '2024-01-01',
    to: '2024-01-31',
    figures: { new_customer_count: '1', validated_new_customer_count: '1' }, // c2 by p0
  },
  {
    view: 'leads',
    ...MARCH,
    figures: {
      lead_count: '5',
      valid_count: '3', // l1 l2 l3
      invalid_count: '1',
      duplicate_count: '1',
      existing_customer_count: '1',
      contacted_count: '3', // l1 l2 l4
      called_count: '2', // l1 l2; l4 was called but is invalid
      call_coverage: 2 / 3,
      intent_count: '2', // l1 l2
      intent_rate: 2 / 3, // 2 of 3 contacted
      converted_count: '2', // l1, and l5, a duplicate
      lead_to_opportunity_rate: 1 / 3, // of the valid ones
      customer_count: '1', // l1; l4 bought and is invalid
      lead_to_customer_rate: 1 / 3,
      median_first_response_hours: 2, // of 1, 2, 4
      never_responded_count: '2', // l3 l5
      won_count: '1', // l1; l2's deal is open
      received_count: '3', // l1 twice, l2
      cycle_converted_count: '1', // l1 in ann's hands
      cycle_conversion_rate: 1 / 3,
      cost: '125.50', // 33.33 + 33.33 + 33.34, and 25.50 of the campaign without leads
      cost_per_lead: 25.1, // 125.50 / 5
      cost_per_won: 125.5,
      last_event_at: '2025-03-05T08:00:00.000',
    },
  },
  {
    view: 'activities',
    ...MARCH,
    figures: {
      activity_count: '28', // 9, and 5 + 12 + 2 counted by the day
      call_count: '8', // 3 + 5
      connected_call_count: '5', // a1 a3, and 3 counted by the day
      talk_minutes: 10.5, // (90 + 0 + 150) / 60 + 6.5
      visit_count: '3',
      verified_visit_count: '1',
      no_signal_visit_count: '1',
      off_site_visit_count: '1',
      meeting_count: '1',
      friend_added_count: '1',
      moment_post_count: '3', // a9, and 2 counted by the day
      message_count: '12',
      friend_count: '48', // ann 41, eve 7, today
      active_rep_count: '4', // ann bob cat eve; a9 has no owner
      touched_customer_count: '2', // c1 c2
      rep_working_day_count: '56', // 4 people × 14 working days from the 3rd to the 20th
      per_rep_per_working_day: 28 / 56,
      calls_per_rep_per_working_day: 8 / 56,
      visits_per_rep_per_working_day: 3 / 56,
      late_entry_rate: 0.25, // a2 of a1 a2 a4 a5
      on_duty_days: '3', // bob once, eve twice
      expected_days: '5', // and bob's leave and eve's absence; bob's day off is none
      attendance_rate: 0.6,
      planned_visit_count: '3',
      planned_visit_kept_count: '1', // v1
      planned_visit_rate: 0.5, // v1 of v1 v2; v3 is still to come
      last_event_at: '2025-03-12T10:00:00.000',
      last_call_at: '2025-03-05T10:00:00.000',
      last_visit_at: '2025-03-10T10:00:00.000',
    },
  },
  {
    view: 'activities',
    ...MARCH,
    where: { activity_type: 'visit' },
    figures: { per_rep_per_working_day: 3 / 56 },
  },
  {
    view: 'funnel',
    ...MARCH,
    where: { pipeline: 'main' },
    figures: {
      cohort_count: '4',
      reached_1_count: '4',
      reached_2_count: '3',
      reached_3_count: '2', // o1 o3
      reached_4_count: null, // the pipeline has three steps
      step_2_rate: 0.75,
      step_3_rate: 2 / 3,
      step_4_rate: null,
      won_count: '2',
      overall_rate: 0.5,
      median_days_to_1: 0,
      median_days_to_2: 4, // of 2, 4, 6
      median_days_to_3: 8.25, // of 7, 9.5
      still_open_count: '1', // o4
      last_event_at: '2025-03-06T08:00:00.000',
    },
  },
  {
    view: 'funnel',
    ...MARCH,
    where: { pipeline: 'long' },
    figures: {
      reached_4_count: '2',
      reached_5_count: '2',
      reached_6_count: '2',
      reached_7_count: '1', // o8
      reached_8_count: '1',
      step_4_rate: 1,
      step_5_rate: 1,
      step_6_rate: 1,
      step_7_rate: 0.5,
      step_8_rate: 1,
      median_days_to_4: 4, // of 3, 5
      median_days_to_5: 5, // of 4, 6
      median_days_to_6: 7, // of 5, 9
      median_days_to_7: 6,
      median_days_to_8: 7,
    },
  },
  {
    view: 'funnel_steps',
    ...MARCH,
    where: { pipeline: 'main', step_rank: '3' },
    figures: { count: '2', step_rate: 2 / 3, cumulative_rate: 0.5, median_days: 8.25 },
  },
  {
    view: 'targets',
    from: '2025-03-17',
    to: '2025-03-21',
    where: { metric: 'won_amount' },
    figures: {
      target: '62.50', // 5 × (10 + 2.50)
      actual: '30.00', // 24 + 6
      attainment: 0.48,
      gap: '32.50',
      working_days: '5',
      working_days_closed: '3', // 17th to 19th
      working_days_left: '2', // the 20th is today
      time_progress: 0.6,
      progress_gap: -0.12,
      target_to_date: '37.50', // 3 × 12.50
      target_to_date_live: '50.00',
      pace: 0.8, // 30 / 37.50
      pace_live: 0.6,
      run_rate_projection: 50, // 30 / 0.6
      required_per_working_day: 16.25, // 32.50 / 2
      forecast: '37.25', // 30 + 7.25
      forecast_attainment: 0.596,
      unallocated: '12.50', // 5 × 2.50
      will_attain: 'no', // 37.25 + 1.28 × 7.25 = 46.54 < 62.50
      targeted_people_count: '1', // ann
      hit_people_count: '0', // 30 < 50
      hit_rate: 0,
      needed_won: 32.5 / 25, // of 10 20 30 50
      needed_opportunities: (1.3 * ((10 + 5 * 4) / 10)) / 2, // 6 + 4, and 80 / 20 of the unit, over 5 + 5 won
      needed_leads: (1.3 * ((15 + 5 * 8) / 10)) / 2,
      needed_visits: (1.3 * ((9 + 5 * 2) / 10)) / 2,
      needed_calls: (1.3 * ((40 + 5 * 10) / 10)) / 2,
      last_event_at: '2025-03-20T16:30:00.000',
    },
  },
  {
    view: 'pipeline',
    date: 'as_of',
    ...MARCH, // today is the 20th
    figures: {
      open_count: '3', // o4 o6 o10
      open_amount: '140.00', // 80 + 10 + 50
      weighted_amount: '67.50', // 80 × 0.5 + 10 × 0.25 + 50 × 0.5
      stalled_count: '1', // o6
      stalled_amount: '10.00',
      overdue_count: '1', // o4, due on the 18th
      overdue_amount: '80.00',
      avg_age_days: 46 / 3, // 14 + 4 + 28
      push_count: '2', // o4 and o10, once each
    },
  },
  {
    view: 'pipeline',
    date: 'as_of',
    from: '2025-03-05',
    to: '2025-03-05',
    figures: {
      open_count: '2', // o10 o1; bob's share of o1 is no deal of his own
      open_amount: '160.00', // 60 + 70 + 30
    },
  },
  {
    view: 'pipeline_changes',
    ...MARCH,
    figures: {
      opening: '60.00', // o10
      created: '190.00', // o1 70 + 30, o4 80, o6 10
      reopened: '0.00',
      joined_scope: '0.00', // o4 moved from stage to stage and from unit to unit, all of it inside
      pulled_in: '0.00',
      increased: '0.00',
      decreased: '10.00', // o10
      pushed_out: '0.00',
      left_scope: '0.00',
      won: '100.00', // o1
      lost: '0.00',
      deleted: '0.00',
      closing: '140.00', // 60 + 190 − 10 − 100
      opening_count: '1',
      closing_count: '3',
    },
  },
  {
    view: 'pipeline_changes',
    ...MARCH,
    where: { stage: 'Offer', org_then_l2_id: 'N' },
    figures: {
      opening: '60.00', // o10
      joined_scope: '80.00', // o4 came from Talk on the 12th
      left_scope: '80.00', // and left with cat on the 15th
      pushed_out: '0.00', // o4 and o10 stay in the set whatever their expected close
      closing: '50.00', // o10
    },
  },
  {
    view: 'pipeline_period',
    ...MARCH,
    figures: {
      due_count: '1', // o10
      due_amount: '60.00',
      slipped_count: '1',
      slipped_amount: '60.00',
      slip_rate: 1,
      slip_rate_amount: 1,
      open_due_count: '2', // o4 and o6; o10 is due in April
      open_due_amount: '90.00',
      target: '62.50', // 5 × 12.50
      attained: '30.00',
      coverage: 90 / 32.5,
      target_met: false,
      trailing_created_count: '7', // o1 to o7
      trailing_win_rate: 0.8, // 4 / (4 + 1)
      trailing_avg_deal_size: 86.2625,
      trailing_avg_cycle_days: 11.125,
      velocity_per_day: (7 * 0.8 * 86.2625) / 11.125,
    },
  },
  { view: 'calendar', ...MARCH, figures: { day_count: '31', working_day_count: '21' } },
];
