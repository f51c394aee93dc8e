import { createBirpc } from "birpc";
import * as z from "zod/mini";
import type { HeatmapHost, HeatmapView } from "../../src/protocol/heatmap.ts";
import { HOST_REPLIES, VIEW_CALLS } from "../../src/protocol/heatmapSchema.ts";
import type { VsCodeApi } from "./vscodeApi.ts";

// zod's compiled checks need eval, which our content security policy forbids: do not even try.
z.config({ jitless: true });

/**
 * The webview's only door: calls go out through `postMessage`, and nothing comes in that was not checked against the
 * protocol's schema. Rejections carry one sentence that may be shown.
 */
export function connectHost(api: VsCodeApi, view: HeatmapView): HeatmapHost {
	const functions: HeatmapView = {
		refresh: (...call) => checked(VIEW_CALLS.refresh, call, () => view.refresh()),
		select: (...call) => checked(VIEW_CALLS.select, call, ([index]) => view.select(index)),
	};
	const rpc = createBirpc<HeatmapHost, HeatmapView>(functions, {
		post: async (message) => api.postMessage(message),
		on: async (receive) => window.addEventListener("message", ({ data }) => isRpcMessage(data) && receive(data)),
		resolver: (name, own) => (Object.hasOwn(functions, name) ? own : undefined),
		onTimeoutError: () => {
			throw new Error("The editor did not answer within a minute. Reload this view to ask again.");
		},
	});
	return {
		describe: async (columns) => parsed(HOST_REPLIES.describe, await asked(rpc.describe(columns))),
		tile: async (request) => parsed(HOST_REPLIES.tile, await asked(rpc.tile(request))),
		overview: async (...call) => parsed(HOST_REPLIES.overview, await asked(rpc.overview(...call))),
		leak: async (index) => parsed(HOST_REPLIES.leak, await asked(rpc.leak(index))),
		reveal: (start, end) => asked(rpc.reveal(start, end)),
		openReport: () => asked(rpc.openReport()),
	};
}

function isRpcMessage(data: unknown): boolean {
	return typeof data === "object" && data !== null && "t" in data && (data.t === "q" || data.t === "s");
}

function checked<T>(schema: z.ZodMiniType<T>, call: unknown, then: (args: T) => void): void {
	const result = schema.safeParse(call);
	if (result.success) then(result.data);
}

function parsed<T>(schema: z.ZodMiniType<T>, reply: unknown): T {
	const result = schema.safeParse(reply);
	if (result.success) return result.data;
	throw new Error("The editor answered in a way this view does not understand. Close the heatmap and open it again.");
}

/** An error that came through JSON is no longer an Error: make it one again, with whatever it says. */
async function asked<T>(answer: Promise<T>): Promise<T> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof Error) throw error;
		const message = typeof error === "object" && error !== null && "message" in error ? error.message : error;
		throw new Error(typeof message === "string" && message !== "" ? message : "The editor could not answer.");
	}
}
