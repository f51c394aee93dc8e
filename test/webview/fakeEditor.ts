/**
 * Stands in for VS Code in the page under test: an `acquireVsCodeApi` whose other end answers from a synthetic
 * document. The page's address says how: ?tokens=N, ?case=empty|failing|slow, ?leaks=none, ?state=JSON.
 */
import { createBirpc } from "birpc";
import type { HeatmapHost, HeatmapView } from "../../src/protocol/heatmap.ts";
import { SyntheticDocument } from "./syntheticDocument.ts";

export interface Recorded {
	readonly calls: { readonly method: string; readonly args: readonly unknown[] }[];
	state: unknown;
	view: Pick<HeatmapView, "refresh" | "select">;
	/** Cleared by a test to make a failing host answer. */
	failing: boolean;
	violations: string[];
	setRun(run: string): void;
}

declare global {
	interface Window {
		fakeEditor: Recorded;
	}
}

const options = new URLSearchParams(location.search);
const source = new SyntheticDocument(
	Number(options.get("tokens") ?? 3000),
	options.get("leaks") === "none" ? 1e9 : 400,
);
const listeners: ((message: unknown) => void)[] = [];
const calls: Recorded["calls"] = [];
let run = "r-1";

const note = <R>(method: string, args: readonly unknown[], answer: () => R): Promise<R> => {
	calls.push({ method, args });
	return new Promise((resolve, reject) => {
		const reply = () => {
			try {
				if (window.fakeEditor.failing) throw { message: "The run r-1 is no longer in the store. Run the audit again." };
				resolve(answer());
			} catch (error) {
				reject(error);
			}
		};
		setTimeout(reply, options.get("case") === "slow" ? 300 : 1);
	});
};

const host: HeatmapHost = {
	describe: (columns) =>
		note("describe", [columns], () =>
			options.get("case") === "empty" ? (null as never) : { ...source.describe(columns), run },
		),
	tile: (request) => note("tile", [request], () => source.tile(request)),
	overview: (role, metric, columns, cells) =>
		note("overview", [role, metric, columns, cells], () => source.overview(columns, cells)),
	leak: (index) => note("leak", [index], () => source.leak(index)),
	reveal: (start, end) => note("reveal", [start, end], () => undefined),
	openReport: () => note("openReport", [], () => undefined),
};

const rpc = createBirpc<HeatmapView, HeatmapHost>(host, {
	post: (message) => window.postMessage(structuredClone(message), "*"),
	on: (receive) => listeners.push(receive),
});

window.fakeEditor = {
	calls,
	state: JSON.parse(options.get("state") ?? "null"),
	view: { refresh: () => void rpc.refresh.asEvent(), select: (index) => void rpc.select.asEvent(index) },
	failing: options.get("case") === "failing",
	violations: [],
	setRun: (name) => {
		run = name;
	},
};
document.addEventListener("securitypolicyviolation", (event) => {
	window.fakeEditor.violations.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`);
});
Object.assign(window, {
	acquireVsCodeApi: () => ({
		postMessage: (message: unknown) => {
			for (const listener of listeners) listener(structuredClone(message));
		},
		getState: () => window.fakeEditor.state,
		setState: (state: unknown) => {
			window.fakeEditor.state = structuredClone(state);
		},
	}),
});
