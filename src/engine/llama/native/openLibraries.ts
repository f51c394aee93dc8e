import type { LibraryHandle } from "koffi";
import { Problem } from "../../../core/audit/problem.ts";
import type { Backend } from "../../../protocol/engine.ts";
import { findPlatformPackage, type PlatformPackage } from "../../platformPackage.ts";
import { checkRelease, checkSizes } from "./abiGuard.ts";
import { koffi } from "./koffi.ts";
import { type FunctionName, prototypeOf } from "./layouts.ts";
import { findLibraries } from "./libraries.ts";

/** The libraries of one package, loaded. */
export interface OpenLibraries {
	readonly platform: PlatformPackage;
	readonly llama: LibraryHandle;
	readonly ggml: LibraryHandle;
	readonly base: LibraryHandle;
}

let opened: (OpenLibraries & { readonly backend: Backend }) | undefined;

/**
 * Loads a backend's libraries, once per process: those of two packages share names that the system tells apart only by
 * process. Throws Problem("engine") when the package is missing, of another release, or cannot be loaded here.
 */
export function openLibraries(backend: Backend): OpenLibraries {
	if (opened && opened.backend !== backend) throw new Error(`this process has llama.cpp for ${opened.backend} already`);
	if (opened) return opened;
	const platform = findPlatformPackage(backend);
	checkRelease(platform);
	checkSizes();
	const files = findLibraries(platform.folder);
	try {
		// Order matters on Linux: libllama first and global, so that the rest resolves against it.
		const llama = koffi.load(files.llama, { global: true });
		opened = { backend, platform, llama, ggml: koffi.load(files.ggml), base: koffi.load(files.base) };
	} catch (cause) {
		throw doesNotLoad(cause);
	}
	return opened;
}

/** Binds a C function with the types of the release's own header; see layouts.generated.ts. */
export function of(library: LibraryHandle, name: FunctionName): ReturnType<LibraryHandle["func"]> {
	const { result, takes } = prototypeOf(name);
	return library.func(name, result, takes);
}

export function doesNotLoad(cause: unknown): Problem {
	const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
	return new Problem("engine", `llama.cpp cannot be loaded: ${why}.`, "Install again with `npm ci`.");
}
