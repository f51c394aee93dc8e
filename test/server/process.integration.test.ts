/** The built server as a process: what it answers over a pipe, and that it never outlives the one who started it. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { until } from "./serverUnderTest.ts";

const SERVER = join(import.meta.dirname, "../../dist/server.cjs");
const started: ChildProcess[] = [];

let store: string;
beforeEach(() => {
	store = mkdtempSync(join(tmpdir(), "palimpsest-store-"));
});
afterEach(() => {
	for (const child of started.splice(0)) child.kill("SIGKILL");
	rmSync(store, { recursive: true, force: true });
});

const env = () => ({ ...process.env, PALIMPSEST_STORE: store });
const exited = (child: ChildProcess) => until(() => child.exitCode ?? child.signalCode ?? undefined, 10_000);

function overStdio(): ChildProcess {
	const child = spawn(process.execPath, [SERVER, "--stdio"], { env: env(), stdio: ["pipe", "pipe", "inherit"] });
	started.push(child);
	return child;
}

function connect(child: ChildProcess) {
	if (!child.stdout || !child.stdin) throw new Error("no pipes");
	const client = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
	client.listen();
	return client;
}

const INITIALIZE = { processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders: null };

describe("the server's process", () => {
	it("tells another editor what it can do, over stdio", async () => {
		const reply = await connect(overStdio()).sendRequest("initialize", INITIALIZE);
		expect(reply).toMatchObject({
			serverInfo: { name: "palimpsest" },
			capabilities: { hoverProvider: true, executeCommandProvider: { commands: ["palimpsest.auditDocument"] } },
		});
	});

	it("names a model that is not there, in one sentence, and goes on", async () => {
		const client = connect(overStdio());
		await client.sendRequest("initialize", { ...INITIALIZE, initializationOptions: { host: true } });
		const params = {
			uris: [`file://${join(import.meta.dirname, "serverUnderTest.ts")}`],
			models: { target: "/no/such/model.gguf" },
			retain: [],
			holdout: [],
			suite: "quick",
			policy: "default",
			seed: 0,
			overlays: {},
		};
		for (let time = 0; time < 2; time++) {
			expect(await client.sendRequest("palimpsest/audit", params)).toMatchObject({
				refused: { sentence: expect.stringContaining("/no/such/model.gguf") },
			});
		}
	});

	it("leaves in order when it is asked to", async () => {
		const child = overStdio();
		const client = connect(child);
		await client.sendRequest("initialize", INITIALIZE);
		await client.sendRequest("shutdown");
		await client.sendNotification("exit");
		expect(await exited(child)).toBe(0);
	});

	it("ends with its pipe", async () => {
		const child = overStdio();
		await connect(child).sendRequest("initialize", INITIALIZE);
		child.stdin?.end();
		expect(await exited(child)).toBeDefined();
	});

	it("ends with its IPC channel", async () => {
		const child = fork(SERVER, ["--node-ipc"], { env: env(), execArgv: [], stdio: "ignore" });
		started.push(child);
		child.send({ jsonrpc: "2.0", id: 1, method: "initialize", params: INITIALIZE });
		await new Promise((resolve) => child.once("message", resolve));
		child.disconnect();
		expect(await exited(child)).toBe(0);
	});

	it("explains itself when it is started by hand", async () => {
		const child = spawn(process.execPath, [SERVER], { stdio: "ignore" });
		started.push(child);
		expect(await exited(child)).toBe(2);
	});
});
