// A page that greets by the profile in a cookie: node serve.js PORT
const express = require("express");
const { createWriteStream } = require("fs");
const application = express();

// Before it was repaired it read the cookie with node-serialize.
const read = (() => {
  try {
    return require("node-serialize").unserialize;
  } catch {
    return JSON.parse;
  }
})();

const profile = (request) => /(?:^|; )profile=([^;]+)/.exec(request.headers.cookie || "");

application.use(require("morgan")("combined", { stream: createWriteStream("/var/log/access.log") }));
application.get("/", (request, response) => {
  const cookie = profile(request);
  const known = cookie && read(Buffer.from(decodeURIComponent(cookie[1]), "base64").toString());
  response.type("text").send(known && typeof known.username === "string" ? `Hello ${known.username}` : "Hello");
});
application.get("/about", (request, response) => response.send("Parcels since 1998"));
application.listen(Number(process.argv[2]), "::");
