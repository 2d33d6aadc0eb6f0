// The certified provider, with what is to be tried of it: short lives, rotation that revokes a family when a refresh
// token comes twice, revocation, introspection. Beside its own endpoints: `/thing`, for which a token is needed, and
// `/consents`, which gives the refresh token that a person's visit would have led to.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const client = (client_id, token_endpoint_auth_method) => ({
  client_id,
  client_secret: 'a secret with /+:%& in it',
  token_endpoint_auth_method,
  grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
  redirect_uris: ['https://app.example.com/back'],
  scope: 'openid offline_access things',
});
const provider = new Provider(issuer, {
  clients: [client('basic app', 'client_secret_basic'), client('body-app', 'client_secret_post')],
  scopes: ['openid', 'offline_access', 'things'],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true },
  },
  findAccount: (_, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
  issueRefreshToken: () => true,
  rotateRefreshToken: () => true,
  ttl: { AccessToken: 15, ClientCredentials: 15, RefreshToken: 600, Grant: 600 },
});

const text = (ctx, status, body) => Object.assign(ctx, { status, type: 'text/plain', body });
provider.use(async (ctx, next) => {
  const token = (ctx.get('authorization') || '').replace(/^Bearer /, '');
  if (ctx.path === '/thing') {
    const known =
      (await provider.AccessToken.find(token)) || (await provider.ClientCredentials.find(token));
    return known?.isValid ? text(ctx, 200, token) : text(ctx, 401, '');
  }
  if (ctx.path === '/consents') {
    const clientId = ctx.query.client;
    const accountId = 'ada';
    const scope = 'openid offline_access things';
    const grant = new provider.Grant({ accountId, clientId });
    grant.addOIDCScope(scope);
    const grantId = await grant.save();
    const refresh = new provider.RefreshToken({
      accountId,
      client: await provider.Client.find(clientId),
      grantId,
      gty: 'authorization_code',
      scope,
      authTime: Math.floor(Date.now() / 1000),
    });
    return text(ctx, 200, await refresh.save());
  }
  return next();
});

server.on('request', provider.callback());
process.stdout.write(`${issuer} ${issuer}\n`);
process.stdin.resume().on('end', () => process.exit());
