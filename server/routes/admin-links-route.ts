import { Router, type Request } from 'express';
import { callerOf } from '../access/caller.ts';
import { auditedActor } from '../accounts/client-of.ts';
import type { Directory } from '../accounts/directory.ts';
import { wallLinkRequest, type TokensAnswer, type WallLinksAnswer } from '../contracts/account.ts';
import { jsonBody } from '../http/body.ts';
import { notFound } from '../http/error-answers.ts';
import { parseParameters } from '../http/query-parameters.ts';
import type { AdminEffects } from './admin-route.ts';
import { tokenLine } from './account-route.ts';

/** `/api/admin/wall-links`, `/api/admin/tokens`: secrets that open something; each is told once and can be revoked. */
export function adminLinksRoute(effects: AdminEffects): Router {
  const { published } = effects;
  const router = Router();

  async function ground(request: Request): Promise<Directory> {
    const directory = await effects.directory();
    if (directory === null) throw notFound(request);
    return directory;
  }

  router.get('/api/admin/wall-links', async (request, response) => {
    const { links } = await ground(request);
    const { org } = await published.snapshot();
    const body: WallLinksAnswer = {
      links: (await links.wallLinks()).map((link) => ({
        ...{
          id: link.id,
          name: link.name,
          unitId: link.unitId,
          pages: link.pages,
          createdBy: link.createdBy,
        },
        unit: org.find(link.unitId)?.name ?? null,
        ...{ createdAt: link.createdAt.toISOString(), expiresAt: link.expiresAt.toISOString() },
        usedAt: link.usedAt?.toISOString() ?? null,
      })),
    };
    response.setHeader('cache-control', 'no-store').json(body);
  });

  router.post('/api/admin/wall-links', jsonBody, async (request, response) => {
    const directory = await ground(request);
    const wall = parseParameters(wallLinkRequest, request.body ?? {});
    const unit = (await published.snapshot()).org.unit(wall.unitId);
    const by = auditedActor(callerOf(request), request);
    const { secret } = await directory.links.makeWallLink(wall, by.actor);
    await directory.audit.write({
      ...{ ...by, action: 'wall_link_made', subject: wall.name },
      detail: { unit: unit.name, pages: wall.pages, days: wall.days },
    });
    response.setHeader('cache-control', 'no-store').json({ secret });
  });

  router.delete('/api/admin/wall-links/:id', async (request, response) => {
    const { links, audit } = await ground(request);
    const gone = await links.revokeWallLink(request.params.id);
    if (gone === null) throw notFound(request);
    const by = auditedActor(callerOf(request), request);
    await audit.write({ ...by, action: 'wall_link_revoked', subject: gone.name });
    response.status(204).end();
  });

  router.get('/api/admin/tokens', async (request, response) => {
    const { links, accounts } = await ground(request);
    const tokens = await links.tokensOf(null);
    const body: TokensAnswer = {
      tokens: tokens.map((token) => tokenLine(token, accounts.get(token.accountId)?.login ?? '')),
    };
    response.setHeader('cache-control', 'no-store').json(body);
  });

  router.delete('/api/admin/tokens/:id', async (request, response) => {
    const { links, audit } = await ground(request);
    const gone = await links.revokeToken(request.params.id, null);
    if (gone === null) throw notFound(request);
    const by = auditedActor(callerOf(request), request);
    await audit.write({ ...by, action: 'token_revoked', subject: gone.name });
    response.status(204).end();
  });
  return router;
}
