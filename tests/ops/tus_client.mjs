// A public tus client against a real server: node tus_client.mjs <path of tus-js-client> <endpoint> <token> <file> <how>
import { createReadStream, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";

const [library, endpoint, token, path, how] = process.argv.slice(2);
const { DefaultHttpStack, Upload } = await import(pathToFileURL(library));
const headers = { Authorization: `Bearer ${token}` };
const metadata = { filename: "large ä.bin" };
const options = { endpoint, headers, metadata, retryDelays: Array(240).fill(250) };

function run(file, { onPart, ...more }) {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      ...options,
      onError: reject,
      onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader("X-Webchat-Media")),
      onChunkComplete: () => onPart?.(upload, resolve),
      ...more,
    });
    upload.start();
  });
}

// The first part that it is given stops in the middle, says so, and never ends by itself.
class Stuck extends DefaultHttpStack {
  createRequest(method, url) {
    const request = super.createRequest(method, url);
    if (method === "PATCH" && !this.used) {
      const send = request.send.bind(request);
      request.send = (body) => send(Readable.from(half(body)));
      this.used = true;
    }
    return request;
  }
}

async function* half(body) {
  for (let at = 0; at < body.length / 2; at += 65536) yield body.subarray(at, at + 65536);
  console.log("half");
  await new Promise(() => {});
}

const ways = {
  whole: () => run(readFileSync(path), {}),
  stream: () => run(createReadStream(path), { chunkSize: 1 << 20, uploadSize: readFileSync(path).length }),
  // Stopped in the middle, and gone on with by another upload object that knows the address only.
  resumed: async () => {
    const onPart = (upload, resolve) => upload.abort().then(() => resolve(upload.url));
    const uploadUrl = await run(readFileSync(path), { chunkSize: 1 << 20, onPart });
    return run(readFileSync(path), { uploadUrl });
  },
  // The server is restarted meanwhile; says from where it goes on.
  restart: () => {
    const onAfterResponse = (request, response) => {
      if (request.getMethod() === "HEAD") console.log(response.getHeader("Upload-Offset"));
    };
    return run(readFileSync(path), { httpStack: new Stuck(), onAfterResponse });
  },
  given_up: () => {
    const onPart = (upload, resolve) => upload.abort(true).then(() => resolve(upload.url));
    return run(readFileSync(path), { chunkSize: 1 << 20, onPart });
  },
};
console.log(await ways[how]());
