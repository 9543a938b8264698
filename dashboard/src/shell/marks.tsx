import type { ReactNode } from 'react';

function Mark({ children }: { children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width="1.25em"
      height="1.25em"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const BoardMark = () => (
  <Mark>
    <rect x="2.5" y="2.5" width="6.5" height="8.5" rx="1.5" />
    <rect x="11" y="2.5" width="6.5" height="5" rx="1.5" />
    <rect x="2.5" y="13" width="6.5" height="4.5" rx="1.5" />
    <rect x="11" y="9.5" width="6.5" height="8" rx="1.5" />
  </Mark>
);

export const LeaderboardMark = () => (
  <Mark>
    <path d="M2.5 17.5v-6h5v6M7.5 17.5V5h5v12.5M12.5 17.5v-4h5v4M1.5 17.5h17" />
  </Mark>
);

export const WallMark = () => (
  <Mark>
    <rect x="2" y="3" width="16" height="10.5" rx="1.5" />
    <path d="M7 17h6M10 13.5V17" />
  </Mark>
);

export const MoonMark = () => (
  <Mark>
    <path d="M16.5 12.3A7 7 0 0 1 7.7 3.5a7 7 0 1 0 8.8 8.8z" />
  </Mark>
);

export const SunMark = () => (
  <Mark>
    <circle cx="10" cy="10" r="3.4" />
    <path d="M10 1.8v1.8M10 16.4v1.8M1.8 10h1.8M16.4 10h1.8M4.2 4.2l1.3 1.3M14.5 14.5l1.3 1.3M4.2 15.8l1.3-1.3M14.5 5.5l1.3-1.3" />
  </Mark>
);

export const PersonMark = () => (
  <Mark>
    <circle cx="10" cy="6.5" r="3.5" />
    <path d="M3 17.5a7 7 0 0 1 14 0" />
  </Mark>
);

export const TableMark = () => (
  <Mark>
    <rect x="2.5" y="3.5" width="15" height="13" rx="1.5" />
    <path d="M2.5 8h15M2.5 12.2h15M8 8v8.5" />
  </Mark>
);

export const ChartMark = () => (
  <Mark>
    <path d="M2.5 2.5v15h15M6 13l3.5-4 3 2.5L17 6" />
  </Mark>
);

export const ChevronMark = () => (
  <Mark>
    <path d="m5 7.5 5 5 5-5" />
  </Mark>
);

export const ExplainMark = () => (
  <Mark>
    <circle cx="10" cy="10" r="7.6" />
    <path d="M10 9.2v4.6M10 6.3v.2" />
  </Mark>
);
