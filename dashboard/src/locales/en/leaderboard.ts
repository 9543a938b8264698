export const leaderboard = {
  title: 'Leaderboard',
  unitType: {
    nation: 'Nation',
    region: 'Regions',
    province: 'Provinces',
    city: 'Cities',
    district: 'Districts',
    area: 'Areas',
    team: 'Teams',
    partner: 'Partners',
  },
};
