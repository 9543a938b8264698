import { hash, verify } from '@node-rs/argon2';
import { TreelineError } from '../../warehouse/treeline-error.ts';

/** argon2id with 19 MiB and two passes, as OWASP's cheat sheet has it; the binary's default algorithm is argon2id. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const SHORTEST = 10;
/** A longer text only costs time. */
const LONGEST = 200;

/** The first of the lists of what people choose; a longer list would not fit the purpose of a length of ten. */
const COMMON =
  /^(?:(?:password|passw0rd|qwerty(?:uiop)?|admin(?:istrator)?|welcome|letmein|treeline|iloveyou|woaini|abcdefghij?)[\d!@#$._-]*|(?:1234567890|0123456789|9876543210)\d*|(.)\1+|(\d{2,4})\2+|1qaz2wsx(?:3edc)?)$/iu;

/** Errors: `weak_password`. */
export async function hashPassword(password: string, login: string): Promise<string> {
  const refuse = (reason: string): never => {
    throw new TreelineError('weak_password', `This password cannot be used: ${reason}`, {});
  };
  if (password.length < SHORTEST) refuse(`it is shorter than ${SHORTEST} characters.`);
  if (password.length > LONGEST) refuse(`it is longer than ${LONGEST} characters.`);
  if (COMMON.test(password)) refuse('it is among the first that anybody would try.');
  if (password.toLowerCase().includes(login) && login.length > 3) refuse('it contains the log-in name.');
  return await hash(password, COST);
}

let nobody: Promise<string> | null = null;

/** Takes as long for an account that does not exist as for one that does. */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  if (password.length > LONGEST) return false;
  nobody ??= hash('nobody has this password', COST);
  const isRight = await verify(kept ?? (await nobody), password);
  return isRight && kept !== null;
}
