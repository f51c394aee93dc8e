/** The host's end of the conversation with a webview, which may say anything. */
import { describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";
import { openChannel } from "../../src/extension/heatmap/channel.ts";
import { Refusal } from "../../src/extension/notices/refusal.ts";
import type { HeatmapHost } from "../../src/protocol/heatmap.ts";

function harness(overrides: Partial<HeatmapHost> = {}) {
	const posted: Record<string, unknown>[] = [];
	let receive: (message: unknown) => void = () => {};
	const webview = {
		postMessage: async (message: Record<string, unknown>) => posted.push(message),
		onDidReceiveMessage: (listener: (message: unknown) => void) => {
			receive = listener;
		},
	} as unknown as vscode.Webview;
	const functions = {
		describe: vi.fn(async () => ({ run: "r1" })),
		tile: vi.fn(async () => ({ starts: new Int32Array([1, 2]) })),
		overview: vi.fn(),
		leak: vi.fn(),
		reveal: vi.fn(),
		openReport: vi.fn(),
		...overrides,
	} as unknown as HeatmapHost;
	const events = { failed: vi.fn(), listening: vi.fn() };
	const channel = openChannel(webview, functions, events);
	const call = async (m: unknown, a: unknown) => {
		receive({ t: "q", i: "1", m, a });
		await vi.waitFor(() => expect(posted.length).toBeGreaterThan(0));
		return posted.at(-1);
	};
	return { posted, functions, events, channel, call, receive: (message: unknown) => receive(message) };
}

const TILE = { role: "target", metric: "pz", columns: 80, firstRow: 0, endRow: 10 };

describe("the heatmap's channel", () => {
	it("hands a well-formed call on and answers with typed arrays as they are", async () => {
		const { call, functions } = harness();
		expect(await call("tile", [TILE])).toEqual({ t: "s", i: "1", r: { starts: new Int32Array([1, 2]) } });
		expect(functions.tile).toHaveBeenCalledWith(TILE);
	});

	it.each([
		["tile", [{ ...TILE, endRow: 201 }]],
		["tile", [{ ...TILE, role: "owner" }]],
		["tile", []],
		["describe", ["80"]],
		["describe", [0]],
		["leak", [-1]],
		["reveal", [3]],
		["overview", ["target", "pz", 80, 1e9]],
	])("refuses %s(%j) before it reaches the function", async (name, args) => {
		const { call, functions } = harness();
		expect(await call(name, args)).toEqual({ t: "s", i: "1", e: { message: expect.stringContaining(name) } });
		expect(functions[name as keyof HeatmapHost]).not.toHaveBeenCalled();
	});

	it.each(["constructor", "toString", "__proto__", "openFile"])("knows no function called %s", async (name) => {
		expect(await harness().call(name, [])).toMatchObject({ e: { message: expect.any(String) } });
	});

	it("is not shaken by messages that are no calls", () => {
		const { receive, posted } = harness();
		for (const message of [null, 7, "q", [], {}, { t: "q" }, { t: "q", m: "tile", a: "x" }, { t: "z" }])
			receive(message);
		expect(posted).toEqual([]);
	});

	it("passes a refusal's sentence on, and of anything else only that it happened", async () => {
		const refused = harness({ leak: async () => Promise.reject(new Refusal("input", "There is no passage 9.")) });
		expect(await refused.call("leak", [8])).toMatchObject({ e: { message: "There is no passage 9." } });
		expect(refused.events.failed).not.toHaveBeenCalled();

		const broken = harness({ leak: async () => Promise.reject(new Error("ENOENT /home/somebody/secret.txt")) });
		const reply = await broken.call("leak", [8]);
		expect(JSON.stringify(reply)).not.toContain("somebody");
		expect(broken.events.failed).toHaveBeenCalledOnce();
	});

	it("says that the page listens once it has had an answer, and once only", async () => {
		const { call, channel, events } = harness();
		expect(channel.listens).toBe(false);
		await call("describe", [80]);
		await call("describe", [90]);
		expect(channel.listens).toBe(true);
		expect(events.listening).toHaveBeenCalledOnce();
	});

	it("tells the page to select without waiting for a reply", () => {
		const { channel, posted } = harness();
		channel.view.select(3);
		expect(posted).toEqual([{ t: "q", m: "select", a: [3] }]);
	});
});
