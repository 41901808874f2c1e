/** Members that many requests share, by the paths at which they are read. */
export const filtered = ['Filters.Name', 'Filters.Values'] as const;

/** A list in pages. */
export const listed = [...filtered, 'NextToken', 'MaxResults'] as const;

/** Tags of what the call makes. */
export const tagsGiven = ['TagSpecifications.ResourceType', 'TagSpecifications.Tags.Key', 'TagSpecifications.Tags.Value'] as const;
