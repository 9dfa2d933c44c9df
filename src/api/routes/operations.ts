import type { Api } from '../context.ts';
import { guard } from '../context.ts';
import { docsPage } from '../docs-page.ts';

/** Head of the OpenAPI document. */
export const DOCUMENT = {
  openapi: '3.1.0',
  info: {
    title: 'Rackwright',
    version: '1',
    description:
      'Quotes, holds, commitments and moves of accelerator racks. A plan proposes; the ledger alone promises. Every write names ' +
      'its own Idempotency-Key and may be repeated with it. Problems are application/problem+json and name the field.',
  },
};

const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** For those who run it: alive, ready, how much, and what it can be asked. */
export const operations = (api: Api, stopping: () => boolean): void => {
  const { app, service, metrics } = api;
  app.get('/healthz', (c) => c.json({ status: 'alive' }));
  app.get('/readyz', async (c) => {
    if (stopping()) return c.json({ status: 'stopping' }, 503);
    try {
      await service.ledger.currentPlan();
      return c.json({ status: 'ready' });
    } catch {
      return c.json({ status: 'the database gives no answer' }, 503);
    }
  });
  app.get('/metrics', guard(api, 'read-metrics'), async (c) => {
    const text = await metrics.text(await service.ledger.balances(), service.solving.pending());
    return c.body(text, 200, { 'Content-Type': metrics.contentType });
  });
  const document = () => app.getOpenAPI31Document(DOCUMENT);
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key made with `rackwright serve keys add`.',
  });
  app.get('/openapi.json', (c) => c.json(document()));
  app.get('/', (c) => c.redirect('/docs'));
  app.get('/docs', (c) => c.html(docsPage(document()), 200, { 'Content-Security-Policy': PAGE_POLICY }));
};
