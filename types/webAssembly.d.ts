/** The part of WebAssembly that the engine uses. Node has it, but its types leave it to the DOM's. */
declare namespace WebAssembly {
	class Memory {
		constructor(options: { initial: number; maximum?: number; shared?: boolean });
		readonly buffer: ArrayBuffer;
		grow(pages: number): number;
	}
	class Module {
		constructor(bytes: ArrayBufferView<ArrayBuffer> | ArrayBuffer);
	}
	class Instance {
		constructor(module: Module, imports?: Record<string, Record<string, unknown>>);
		// biome-ignore lint/suspicious/noExplicitAny: as in the DOM's types, the caller knows what the module exports.
		readonly exports: Record<string, any>;
	}
	function compile(bytes: ArrayBufferView<ArrayBuffer> | ArrayBuffer): Promise<Module>;
	function instantiate(
		bytes: ArrayBufferView<ArrayBuffer> | ArrayBuffer,
		imports?: Record<string, Record<string, unknown>>,
	): Promise<{ module: Module; instance: Instance }>;
	function instantiate(module: Module, imports?: Record<string, Record<string, unknown>>): Promise<Instance>;
}
