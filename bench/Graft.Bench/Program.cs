using Graft.Bench;

return new BenchCommand().Parse(args).Invoke();
