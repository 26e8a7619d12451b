/** Members whose values are secret by their name, in pino's path syntax, at the first three depths of a body. */
const names = [
  'authorization',
  'cookie',
  'password',
  'passwd',
  'apiKey',
  'api_key',
  'clientSecret',
  'client_secret',
  'accessToken',
  'access_token',
  'refreshToken',
  'refresh_token',
  'privateKey',
];
const quoted = ['x-api-key', 'set-cookie', 'proxy-authorization'];
const places = ['body', 'body.*', 'body.*.*'];

export const secretMembers: readonly string[] = places.flatMap((place) => [
  ...names.map((name) => `${place}.${name}`),
  ...quoted.map((name) => `${place}["${name}"]`),
]);
