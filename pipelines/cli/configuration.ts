import { findExtraProblems } from '../../semantic/cubes/extra-problems.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { problemsError, type Problem } from '../config/problem.ts';

/**
 * The configuration, its extra columns checked against the names of the semantic layer too: only here do the rooms
 * that know the two sides meet. Errors: `config_not_found`, `config_invalid`.
 */
export function loadConfiguration(file: string, env: Readonly<Record<string, string | undefined>>): Config {
  const config = loadConfig(file, env);
  const problems = new Map<string, Problem[]>();
  for (const { entity, name, message } of extraProblems(config)) {
    for (const source of Object.values(config.sources)) {
      for (const feed of source.entities[entity] ?? []) {
        const column = feed.columns.find((one) => one.name === name);
        if (column === undefined) continue;
        const problem = { line: source.lineOf(column.at), message };
        problems.set(feed.file, [...(problems.get(feed.file) ?? []), problem]);
      }
    }
  }
  for (const [where, found] of problems) {
    throw problemsError('config_invalid', where === config.path ? file : where, found);
  }
  return config;
}

function extraProblems(config: Config): ReturnType<typeof findExtraProblems> {
  const extras = Object.entries(config.extras).flatMap(([entity, columns]) =>
    Object.entries(columns).map(([name, { type, as: role }]) => ({
      ...{ entity, name, type, role, title: { en: name, zh: name } },
    })),
  );
  return findExtraProblems(extras);
}
