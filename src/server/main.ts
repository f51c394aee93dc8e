/**
 * The language server's process: `server.cjs --node-ipc` under VS Code, `server.cjs --stdio` under any other editor.
 * What it offers is listed in `serve.ts`.
 */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { openAuditor } from "../runtime/openAuditor.ts";
import { serve } from "./serve.ts";

const TRANSPORTS = /^--(stdio|node-ipc|pipe|socket)/;

if (!process.argv.some((argument) => TRANSPORTS.test(argument))) {
	console.error("palimpsest: the language server speaks LSP; start it with --stdio.");
	process.exit(2);
}

const { close } = serve(createConnection(ProposedFeatures.all), { openAuditor });

// The library watches the client's process id and the end of stdin; a client that only drops the channel is ours.
process.on("disconnect", () => void close().finally(() => process.exit(0)));
