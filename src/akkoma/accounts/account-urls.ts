/** Returns the addresses of a local account. The nickname keeps its case in them (behaviour.md 1.8). */
export function accountUrls(baseUrl: string, nickname: string) {
  const apId = `${baseUrl}/users/${nickname}`;
  return {
    apId,
    followerAddress: `${apId}/followers`,
    followingAddress: `${apId}/following`,
    featuredAddress: `${apId}/collections/featured`,
  };
}
