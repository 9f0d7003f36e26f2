using System.Text.Json;
using BackupOperator.Api;
using BackupOperator.Api.Policies;
using BackupOperator.Manager.Policies.Validation;

namespace BackupOperator.Manager.Tests.Policies;

public sealed class PolicyValidatorTests
{
    [Fact]
    public void Spec_InFullBloom_IsValid() => Assert.Empty(Problems("""
        {"timeZone":"Europe/Berlin",
         "schedules":[{"name":"nightly","cron":"0 1 * * 1-6","type":"incremental","jitter":"10m","missedRuns":"RunAll","startingDeadline":"6h",
                       "window":{"duration":"2h","onOverrun":"Cancel"}},
                      {"name":"weekly","cron":"0 2 * * 0","type":"full"}],
         "sources":[{"name":"orders","postgres":{"connection":{"secretName":"orders-db","host":"db.shop.svc","port":5433,
                     "maintenanceDatabase":"postgres","sslMode":"verify-full"},"databases":["orders"],
                     "exclude":{"tables":["temp_*"],"schemas":[]}}}],
         "storage":[{"locationName":"primary"}],
         "retention":{"last":3,"hourly":24,"daily":30,"weekly":12,"monthly":12,"yearly":7,"keepWithin":"14d","minimum":2,"notice":"0s"},
         "encryption":{"kms":{"keyId":"alias/backups","region":"eu-central-1","endpoint":"https://kms.example.org","credentialsSecretName":"kms"},
                       "rotateAfter":"30d","previousKeySecretName":"shop-backup-key","retirePreviousKey":true},
         "compression":{"algorithm":"zstd","level":22},
         "verification":{"integrity":{"percent":10}},
         "objectives":{"rpo":"24h","rto":"4h"},
         "limits":{"parallelism":4,"bandwidth":"1.5Gi","retries":0,"startTimeout":"10m","runTimeout":"1d"},
         "history":{"succeeded":1,"failed":1000},
         "jobTemplate":{"labels":{"team":"shop"},"annotations":{"example.org/inject":"false"},
                        "resources":{"requests":{"cpu":"500m","memory":"1.5Gi"},"limits":{"memory":"2G"}},
                        "nodeSelector":{"kubernetes.io/os":"linux"},"tolerations":[{"operator":"Exists"}],"affinity":{}}}
        """));

    [Theory]
    [InlineData("""{"retention":{}}""", "spec.retention: names no rule; set at least one of last, hourly, daily")]
    [InlineData("""{"retention":{"minimum":3}}""", "spec.retention: names no rule")]
    [InlineData("""{"retention":{"daily":0}}""", "spec.retention.daily: 0 is out of range; write 1 to 10000")]
    [InlineData("""{"retention":{"last":1,"minimum":0}}""", "spec.retention.minimum: 0 is out of range")]
    [InlineData("""{"retention":{"keepWithin":"soon"}}""", "spec.retention.keepWithin: \"soon\" is no duration")]
    [InlineData("""{"retention":{"last":1,"notice":""}}""", "spec.retention.notice: \"\" is no duration; write it like 1h or 7d, or 0s")]
    [InlineData("""{"timeZone":"Mars"}""", "spec.timeZone: \"Mars\" is no time zone; write an IANA name such as Europe/Berlin, or UTC")]
    [InlineData("""{"schedules":[{"name":"n","cron":"0 0 31 2 *"}]}""", "spec.schedules[n].cron: \"0 0 31 2 *\" never runs")]
    [InlineData("""{"schedules":[{"name":"n","cron":"0 0 * * *"},{"name":"n","cron":"0 1 * * *"}]}""", "spec.schedules: \"n\" is there 2 times")]
    [InlineData("""{"schedules":[{"name":"Nightly","cron":"0 0 * * *"}]}""", "spec.schedules[Nightly].name: \"Nightly\" is no name; write up to 30")]
    [InlineData("""{"schedules":[{"name":"n","cron":"0 0 * * *","jitter":"5x"}]}""", "spec.schedules[n].jitter: \"5x\" is no duration")]
    [InlineData("""{"schedules":[{"name":"n","cron":"0 0 * * *","startingDeadline":""}]}""", "spec.schedules[n].startingDeadline: \"\" is no duration")]
    [InlineData("""{"schedules":[{"name":"n","cron":"0 0 * * *","startingDeadline":"5s"}]}""", "startingDeadline: \"5s\" is shorter than a start may take; write at least 10s")]
    [InlineData("""{"schedules":[{"name":"n","cron":"0 0 * * *","window":{"duration":"0s"}}]}""", "spec.schedules[n].window.duration: \"0s\" is no time at all")]
    [InlineData("""{"sources":[]}""", "spec.sources: has 0 entries; write 1 to 50")]
    [InlineData("""{"sources":[{"name":"a"}]}""", "spec.sources[a]: names nothing to back up; set postgres")]
    [InlineData("""{"sources":[{"name":"a","postgres":{"connection":{"secretName":""}}}]}""", "spec.sources[a].postgres.connection.secretName: is empty; write the name of a Secret")]
    [InlineData("""{"sources":[{"name":"a","postgres":{"connection":{"secretName":"A_B"}}}]}""", "\"A_B\" cannot be the name of a Secret")]
    [InlineData("""{"sources":[{"name":"a","postgres":{"connection":{"secretName":"s","port":70000}}}]}""", "connection.port: 70000 is out of range; write 1 to 65535")]
    [InlineData("""{"sources":[{"name":"a","postgres":{"connection":{"secretName":"s","sslMode":"on"}}}]}""", "connection.sslMode: \"on\" is no mode of libpq")]
    [InlineData("""{"sources":[{"name":"a","postgres":{"connection":{"secretName":"s"},"databases":["x","x"]}}]}""", "postgres.databases: \"x\" is there 2 times")]
    [InlineData("""{"sources":[{"name":"a","postgres":{"connection":{"secretName":"s"},"include":{"tables":[""]}}}]}""", "include.tables: holds an empty entry")]
    [InlineData("""{"storage":[]}""", "spec.storage: has 0 entries; write exactly 1")]
    [InlineData("""{"storage":[{"locationName":"a"},{"locationName":"b"}]}""", "spec.storage: has 2 entries; write exactly 1")]
    [InlineData("""{"encryption":{}}""", "spec.encryption.keySecretName: is missing; name a Secret with the key, set kms, or set mode: None")]
    [InlineData("""{"encryption":{"mode":"None","keySecretName":"k"}}""", "spec.encryption.keySecretName: is set although mode is None")]
    [InlineData("""{"encryption":{"mode":"None","rotateAfter":"30d"}}""", "spec.encryption.rotateAfter: is set although mode is None")]
    [InlineData("""{"encryption":{"mode":"None","retirePreviousKey":true}}""", "spec.encryption.retirePreviousKey: is set although mode is None")]
    [InlineData("""{"encryption":{"keySecretName":"k","rotateAfter":"monthly"}}""", "spec.encryption.rotateAfter: \"monthly\" is no duration")]
    [InlineData("""{"encryption":{"keySecretName":"k","rotateAfter":"5m"}}""", "spec.encryption.rotateAfter: \"5m\" is shorter than 1h; write a time like 30d")]
    [InlineData("""{"encryption":{"keySecretName":"k","previousKeySecretName":"k"}}""", "spec.encryption.previousKeySecretName: names the present Secret; keep the former content there under previousKey")]
    [InlineData("""{"encryption":{"keySecretName":"k","previousKeySecretName":"o","previousKms":{"keyId":"k","region":"r","credentialsSecretName":"s"}}}""", "spec.encryption.previousKms: is set beside previousKeySecretName")]
    [InlineData("""{"encryption":{"keySecretName":"k","kms":{"keyId":"k","region":"r","credentialsSecretName":"s"}}}""", "spec.encryption.kms: is set beside keySecretName")]
    [InlineData("""{"encryption":{"kms":{"keyId":"k","region":"r","credentialsSecretName":"s"},"previousKms":{"keyId":"k","region":"r","credentialsSecretName":"s"}}}""", "spec.encryption.previousKms: is the present key")]
    [InlineData("""{"encryption":{"kms":{"keyId":"","region":"r","credentialsSecretName":"s"}}}""", "spec.encryption.kms.keyId: is empty")]
    [InlineData("""{"encryption":{"kms":{"keyId":"k","region":"","credentialsSecretName":"s"}}}""", "spec.encryption.kms.region: is empty")]
    [InlineData("""{"encryption":{"kms":{"keyId":"k","region":"r","credentialsSecretName":""}}}""", "spec.encryption.kms.credentialsSecretName: is empty; write the name of a Secret")]
    [InlineData("""{"encryption":{"kms":{"keyId":"k","region":"r","endpoint":"kms","credentialsSecretName":"s"}}}""", "spec.encryption.kms.endpoint: \"kms\" is no address")]
    [InlineData("""{"compression":{"algorithm":"gzip"}}""", "spec.compression.algorithm: \"gzip\" is not known; write zstd, lz4 or none")]
    [InlineData("""{"verification":{"integrity":{"percent":101}}}""", "spec.verification.integrity.percent: 101 is out of range; write 0 to 100")]
    [InlineData("""{"compression":{"level":23}}""", "spec.compression.level: 23 is out of range; write 1 to 22")]
    [InlineData("""{"objectives":{"rpo":"soon"}}""", "spec.objectives.rpo: \"soon\" is no duration; write it like 15m, 1h30m or 30d")]
    [InlineData("""{"objectives":{"rto":"0m"}}""", "spec.objectives.rto: \"0m\" is no time at all")]
    [InlineData("""{"limits":{"parallelism":0}}""", "spec.limits.parallelism: 0 is out of range; write 1 to 16")]
    [InlineData("""{"limits":{"bandwidth":"fast"}}""", "spec.limits.bandwidth: \"fast\" is no bandwidth; write bytes per second like 200Mi")]
    [InlineData("""{"limits":{"bandwidth":"512Ki"}}""", "spec.limits.bandwidth: \"512Ki\" is no bandwidth")]
    [InlineData("""{"limits":{"retries":11}}""", "spec.limits.retries: 11 is out of range; write 0 to 10")]
    [InlineData("""{"history":{"succeeded":0}}""", "spec.history.succeeded: 0 is out of range; write 1 to 1000")]
    [InlineData("""{"jobTemplate":{"resources":{"limits":{"memory":"1 Gi"}}}}""", "spec.jobTemplate.resources.limits.memory: \"1 Gi\" is no quantity; write it like 500m, 2 or 512Mi")]
    [InlineData("""{"jobTemplate":{"labels":{"a b":"c"}}}""", "spec.jobTemplate.labels: \"a b\" is no key")]
    [InlineData("""{"jobTemplate":{"nodeSelector":{"a":"b c"}}}""", "spec.jobTemplate.nodeSelector: \"b c\" of a is no value of a label")]
    [InlineData("""{"jobTemplate":{"tolerations":["x"]}}""", "spec.jobTemplate.tolerations: is no toleration: $ does not fit; write it as in a pod's spec")]
    [InlineData("""{"jobTemplate":{"affinity":{"nodeAffinity":[1]}}}""", "spec.jobTemplate.affinity: is no affinity: $.nodeAffinity does not fit")]
    [InlineData("""{"jobTemplate":{"serviceAccountName":"../other"}}""", "spec.jobTemplate.serviceAccountName: \"../other\" cannot be the name of a ServiceAccount")]
    [InlineData("""{"jobTemplate":{"resources":{"limits":{"memory":"1e20000"}}}}""", "\"1e20000\" is no quantity")]
    public void Spec_HasAProblem_IsToldWhereAndWhatToWrite(string change, string expected)
    {
        var problem = Assert.Single(Problems(change));
        Assert.Contains(expected, problem);
    }

    [Fact]
    public void Spec_HasSeveralProblems_IsToldAllOfThem() =>
        Assert.Equal(3, Problems("""{"timeZone":"Mars","history":{"failed":0},"objectives":{"rpo":"x"}}""").Count);

    // What is not named in the change is that of a valid spec.
    private static List<string> Problems(string change)
    {
        var merged = JsonSerializer.SerializeToNode(Given.Spec(), typeof(BackupPolicySpec), ApiJsonContext.Default)!.AsObject();
        foreach (var (name, value) in JsonDocument.Parse(change).RootElement.EnumerateObject().Select(field => (field.Name, field.Value)))
        {
            merged[name] = JsonSerializer.SerializeToNode(value);
        }

        var spec = (BackupPolicySpec)merged.Deserialize(typeof(BackupPolicySpec), ApiJsonContext.Default)!;
        return [.. PolicyValidator.Validate(spec).Select(problem => problem.ToString())];
    }
}
