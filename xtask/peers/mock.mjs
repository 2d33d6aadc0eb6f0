// A mock server of OAuth that gives short lives to its tokens, and takes a refresh token once. Beside it, on a port of its
// own, `/thing`, for which a token is needed that is alive.
import { createServer } from 'node:http';
import { OAuth2Server } from 'oauth2-mock-server';

const life = 15;
const now = () => Math.floor(Date.now() / 1000);
const server = new OAuth2Server();
await server.issuer.keys.generate('RS256');
await server.start(0, '127.0.0.1');
const used = new Set();
let revocations = 0;
server.service.on('beforeTokenSigning', (token) => {
  token.payload.exp = now() + life;
});
server.service.on('beforeResponse', (response, request) => {
  const { refresh_token } = request.body;
  if (refresh_token && used.has(refresh_token)) {
    Object.assign(response, { statusCode: 400, body: { error: 'invalid_grant' } });
    return;
  }
  used.add(refresh_token);
  response.body.expires_in = life;
});
server.service.on('beforeRevoke', () => {
  revocations += 1;
});

const things = createServer((request, response) => {
  if (request.url === '/revocations') {
    return response.writeHead(200, { 'content-type': 'text/plain' }).end(String(revocations));
  }
  const token = (request.headers.authorization || '').replace(/^Bearer /, '');
  const payload = JSON.parse(Buffer.from(token.split('.')[1] || 'e30', 'base64url').toString());
  const status = payload.exp > now() ? 200 : 401;
  response.writeHead(status, { 'content-type': 'text/plain' }).end(token);
});
await new Promise((listening) => things.listen(0, '127.0.0.1', listening));
process.stdout.write(`${server.issuer.url} http://127.0.0.1:${things.address().port}\n`);
process.stdin.resume().on('end', () => process.exit());
