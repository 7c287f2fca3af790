/** A stored file of the page's own data, imported with `?url`. */
export async function fetchStored(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}
