const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** An XMP packet (ISO 16684-1) with the recipe as the property `atelier:recipe`. */
export function toXmp(recipe: string): string {
  const escaped = recipe.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign);
  return [
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:atelier="urn:atelier:">',
    `<atelier:recipe>${escaped}</atelier:recipe>`,
    '</rdf:Description></rdf:RDF></x:xmpmeta>',
  ].join('');
}
