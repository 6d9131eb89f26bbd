// A page that greets by name, rendered by ejs as its manual shows: node serve.js PORT
const express = require("express");
const { createWriteStream } = require("fs");
const application = express();

application.use(require("morgan")("combined", { stream: createWriteStream("/var/log/access.log") }));
application.engine("ejs", require("ejs").__express);
application.set("views", `${__dirname}/views`);
application.set("view engine", "ejs");
// As while it is developed: each request compiles its page.
application.disable("view cache");
application.get("/", (request, response) => response.render("index", request.query));
application.get("/about", (request, response) => response.send("Parcels since 1998"));
application.listen(Number(process.argv[2]), "::");
