import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import { nodeLlamaCpp } from "./nodeLlamaCpp.ts";

/** Addresses node-llama-cpp resolves. */
const ADDRESS = /^(hf:|https?:\/\/)\S+$/;
/** How long a server may take to answer at all, in milliseconds. */
const PATIENCE_MS = 15_000;
/** Answers to a HEAD request that a GET would get too. */
const REFUSALS: readonly number[] = [401, 403, 404, 410];

/**
 * Fetches a model file into a folder and returns its absolute path; a file of the right size is kept. `onProgress` gets
 * bytes so far and in all. Throws Problem("input").
 */
export async function download(
	uri: string,
	folder: string,
	onProgress: (bytes: number, total: number) => void,
): Promise<string> {
	if (!ADDRESS.test(uri)) {
		throw new Problem("input", `"${uri}" is not a model's address.`, "Use hf:user/model:quant or an https address.");
	}
	try {
		await checkServer(uri);
		await mkdir(folder, { recursive: true });
		const { createModelDownloader } = await nodeLlamaCpp();
		const downloader = await createModelDownloader({
			modelUri: uri,
			dirPath: resolve(folder),
			showCliProgress: false,
			onProgress: ({ downloadedSize, totalSize }) => onProgress(downloadedSize, totalSize),
		});
		return resolve(await downloader.download());
	} catch (cause) {
		const problem = new Problem(
			"input",
			`${uri} cannot be downloaded (${reasonOf(cause)}).`,
			"Check the address and the connection.",
		);
		problem.cause = cause;
		throw problem;
	}
}

/** The downloader retries for minutes; a server that is not there is better said at once. */
async function checkServer(uri: string): Promise<void> {
	const address = uri.startsWith("hf:") ? "https://huggingface.co" : uri;
	const { status } = await fetch(address, { method: "HEAD", signal: AbortSignal.timeout(PATIENCE_MS) });
	if (REFUSALS.includes(status)) throw new Error(`the server answers ${status}`);
}

/** fetch hides the reason, e.g. ECONNREFUSED, in the cause of its error. */
function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const { code } = (error.cause ?? {}) as { code?: unknown };
	return typeof code === "string" ? code : (error.message.split("\n")[0] ?? error.name);
}
