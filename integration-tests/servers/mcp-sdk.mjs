// The auth router of the MCP TypeScript SDK, which leaves to its user who logs in and what is kept: here in memory.
import { randomUUID } from 'node:crypto';
import express from 'express';
import { InvalidGrantError, InvalidTargetError, InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import {
  createOAuthMetadata,
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthMetadataRouter,
  mcpAuthRouter,
} from '@modelcontextprotocol/sdk/server/auth/router.js';
import { issuer, issuerPort, resourcePort, scopes, tokenSeconds } from './common.mjs';

/** The `provider` of the router. A refresh token that comes twice ends the grant. */
class Grants {
  clients = new Map();
  pages = new Map();
  codes = new Map();
  accessTokens = new Map();
  refreshTokens = new Map();

  clientsStore = {
    getClient: (id) => this.clients.get(id),
    registerClient: (client) => {
      this.clients.set(client.client_id, client);
      return client;
    },
  };

  /** The page that asks the person; `decide` is what its form leads to. */
  authorize(client, params, response) {
    if (!scopes.has(String(params.resource))) {
      throw new InvalidTargetError('no such resource here');
    }
    const page = randomUUID();
    this.pages.set(page, { client, params });
    response.type('html').send(`<form method="post" action="/consent">
      <input type="hidden" name="page" value="${page}">
      <button name="decision" value="approve">Approve</button>
      <button name="decision" value="deny">Deny</button></form>`);
  }

  decide(page, isApproved) {
    const { client, params } = this.pages.get(page);
    this.pages.delete(page);
    const target = new URL(params.redirectUri);
    if (isApproved) {
      const code = randomUUID();
      this.codes.set(code, { client, params });
      target.searchParams.set('code', code);
    } else {
      target.searchParams.set('error', 'access_denied');
    }
    target.searchParams.set('state', params.state);
    return target.href;
  }

  challengeForAuthorizationCode(client, code) {
    return this.#codeOf(client, code).params.codeChallenge;
  }

  exchangeAuthorizationCode(client, code) {
    const { params } = this.#codeOf(client, code);
    this.codes.delete(code);
    return this.#issue({ client, scopes: params.scopes, resource: String(params.resource), isEnded: false });
  }

  exchangeRefreshToken(client, refreshToken) {
    const entry = this.refreshTokens.get(refreshToken);
    if (!entry || entry.grant.client.client_id !== client.client_id || entry.grant.isEnded) {
      throw new InvalidGrantError('no such refresh token');
    }
    if (entry.isUsed) {
      entry.grant.isEnded = true;
      throw new InvalidGrantError('the refresh token came twice');
    }
    entry.isUsed = true;
    return this.#issue(entry.grant);
  }

  verifyAccessToken(token) {
    const entry = this.accessTokens.get(token);
    if (!entry || entry.grant.isEnded) {
      throw new InvalidTokenError('no such token');
    }
    const { client, scopes: granted, resource } = entry.grant;
    return { token, clientId: client.client_id, scopes: granted, expiresAt: entry.expiresAt, resource: new URL(resource) };
  }

  revokeToken(client, { token }) {
    const entry = this.refreshTokens.get(token) ?? this.accessTokens.get(token);
    if (entry && entry.grant.client.client_id === client.client_id) {
      entry.grant.isEnded = true;
    }
  }

  #codeOf(client, code) {
    const entry = this.codes.get(code);
    if (!entry || entry.client.client_id !== client.client_id) {
      throw new InvalidGrantError('no such code');
    }
    return entry;
  }

  #issue(grant) {
    const access = randomUUID();
    const refresh = randomUUID();
    this.accessTokens.set(access, { grant, expiresAt: Date.now() / 1000 + tokenSeconds });
    this.refreshTokens.set(refresh, { grant, isUsed: false });
    return {
      access_token: access,
      token_type: 'bearer',
      expires_in: tokenSeconds,
      scope: grant.scopes.join(' '),
      refresh_token: refresh,
    };
  }
}

const grants = new Grants();
const options = { provider: grants, issuerUrl: new URL(issuer), scopesSupported: [...scopes.values()] };

const authorization = express();
authorization.use(mcpAuthRouter(options));
authorization.post('/consent', express.urlencoded({ extended: false }), (request, response) =>
  response.redirect(grants.decide(request.body.page, request.body.decision === 'approve')));

const resources = express();
for (const [resource, scope] of scopes) {
  const url = new URL(resource);
  resources.use(mcpAuthMetadataRouter({
    oauthMetadata: createOAuthMetadata(options),
    resourceServerUrl: url,
    scopesSupported: [scope],
  }));
  const bearer = requireBearerAuth({
    verifier: grants,
    requiredScopes: [scope],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(url),
    expectedResource: url,
  });
  resources.get(url.pathname, bearer, (request, response) => response.send(request.auth.clientId));
}

authorization.listen(issuerPort, '127.0.0.1', () =>
  resources.listen(resourcePort, '127.0.0.1', () => console.log('ready')));
