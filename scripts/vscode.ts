/** stub */
export const codeServerIsInstalled = () => false;
export async function installCodeServer(): Promise<void> {}
