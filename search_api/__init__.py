"""HTTP and the page: translate in, ask `people_search`, translate out. No route answers without a viewer."""
