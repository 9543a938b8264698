/** Rows that went straight turn out to need the others: the whole run takes the long way. */
export class StraightRefused extends Error {}
