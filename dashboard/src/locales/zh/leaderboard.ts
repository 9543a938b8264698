import type { leaderboard as english } from '../en/leaderboard.ts';

export const leaderboard: typeof english = {
  title: '排行榜',
  unitType: {
    nation: '全国',
    region: '大区',
    province: '省份',
    city: '城市',
    district: '区域',
    area: '区域',
    team: '小组',
    partner: '伙伴',
  },
};
