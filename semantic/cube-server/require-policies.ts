/** The part of Cube's evaluator that says which cubes there are. */
interface Evaluator {
  cubeNames(): string[];
  cubeFromPath(name: string): { isView?: boolean; accessPolicy?: readonly unknown[] };
}

/** Fails for a cube without a row policy: its rows would be open to everybody. */
export function requirePolicies(evaluator: Evaluator): void {
  const open = evaluator.cubeNames().filter((name) => {
    const cube = evaluator.cubeFromPath(name);
    return cube.isView !== true && (cube.accessPolicy ?? []).length === 0;
  });
  if (open.length > 0) throw new Error(`no row policy on ${open.join(', ')}: everybody would see every row`);
}
