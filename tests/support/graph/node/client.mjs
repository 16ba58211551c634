// Calls messaging-api-messenger: `node client.mjs ORIGIN TOKEN SECRET`, with [[method, ...arguments], …] on stdin.
// Writes what each call gave: {"answer": …}, or {"error": {"message": …, "status": …}}.
// An argument {"$file": PATH} is that file.
import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import messenger from 'messaging-api-messenger';

const [origin, accessToken, appSecret] = process.argv.slice(2);
const client = new messenger.MessengerClient({ origin, accessToken, appSecret, version: '25.0' });
const results = [];
for (const [method, ...given] of JSON.parse(await text(process.stdin))) {
  const values = given.map((value) => (value?.$file ? createReadStream(value.$file) : value));
  try {
    results.push({ answer: await client[method](...values) });
  } catch (error) {
    results.push({ error: { message: error.message, status: error.status ?? error.response?.status ?? null } });
  }
}
console.log(JSON.stringify(results));
