// A site of plain files, served by st: node serve.js PORT
const { createServer } = require("http");
const { createWriteStream } = require("fs");
const log = require("morgan")("combined", { stream: createWriteStream("/var/log/access.log") });
const files = require("st")({ path: `${__dirname}/pages`, index: "index.html" });

createServer((request, response) => log(request, response, () => files(request, response))).listen(Number(process.argv[2]), "::");
