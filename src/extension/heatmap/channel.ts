import { createBirpc } from "birpc";
import type * as vscode from "vscode";
import type { HeatmapHost, HeatmapView } from "../../protocol/heatmap.ts";
import { HOST_CALLS } from "../../protocol/heatmapSchema.ts";
import { Refusal } from "../notices/refusal.ts";

export interface Channel {
	readonly view: HeatmapView;
	/** True from the page's first answered call on: nothing is posted to a page that does not listen. */
	readonly listens: boolean;
	close(): void;
}

interface Events {
	/** Something other than an expected refusal went wrong in a call. */
	failed(error: unknown): void;
	/** The page has had its first answer. Comes again when the page was thrown away and loaded anew. */
	listening(): void;
}

/** The host's end of the conversation with a webview: birpc over postMessage, every call parsed before it is believed. */
export function openChannel(webview: vscode.Webview, functions: HeatmapHost, events: Events): Channel {
	let listens = false;
	const rpc = createBirpc<HeatmapView, HeatmapHost>(functions, {
		eventNames: ["refresh", "select"],
		post: async (message: unknown) => {
			await webview.postMessage(message);
			if (!isReply(message) || listens) return;
			listens = true;
			events.listening();
		},
		on: (listener) => {
			webview.onDidReceiveMessage((message: unknown) => {
				if (isMessage(message)) void listener(message);
			});
		},
		resolver: (name) => checkedCall(functions, name),
		// Only data crosses to a webview, and an Error is not data: the message alone is for the user.
		serialize: (message) => (message.e === undefined ? message : { ...message, e: { message: sentenceOf(message.e) } }),
		onFunctionError: (error) => {
			if (!(error instanceof Refusal)) events.failed(error);
		},
	});
	return {
		view: { refresh: () => void rpc.refresh(), select: (index) => void rpc.select(index) },
		get listens() {
			return listens;
		},
		close: () => rpc.$close(),
	};
}

/** Names outside the contract resolve to nothing, and arguments of another shape never reach the function. */
function checkedCall(functions: HeatmapHost, name: string): ((...args: unknown[]) => unknown) | undefined {
	if (!isCall(name)) return undefined;
	return (...args) => {
		const checked = HOST_CALLS[name].safeParse(args);
		if (!checked.success) throw new Refusal("input", `The heatmap asked for something that does not exist (${name}).`);
		return (functions[name] as (...args: readonly unknown[]) => unknown)(...checked.data);
	};
}

const isCall = (name: string): name is keyof HeatmapHost => Object.hasOwn(HOST_CALLS, name);

function isMessage(message: unknown): boolean {
	if (typeof message !== "object" || message === null || !("t" in message)) return false;
	return message.t === "s" || (message.t === "q" && "m" in message && "a" in message && Array.isArray(message.a));
}

const isReply = (message: unknown): boolean =>
	typeof message === "object" && message !== null && "t" in message && message.t === "s";

function sentenceOf(error: unknown): string {
	return error instanceof Refusal ? error.message : "Something unexpected happened. The log says more.";
}
