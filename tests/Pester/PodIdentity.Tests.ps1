# The module as its users meet it: in pwsh, by its manifest, against a lab. Run by build.ps1 -Task Test.

BeforeDiscovery {
    $cmdlets = @(
        'ConvertTo-PodIdentityReport'
        'Get-EksPodIdentityAgent'
        'Get-PodIdentityAssociation'
        'Install-EksPodIdentityAgent'
        'New-PodIdentityAssociation'
        'New-PodIdentityRole'
        'Remove-PodIdentityAssociation'
        'Remove-PodIdentitySetup'
        'Restart-PodIdentityWorkload'
        'Test-PodIdentitySetup'
        'Test-PodS3Access'
    )
}

BeforeAll {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
    Import-Module (Join-Path $root 'PodIdentity.psd1') -Force -ErrorAction Stop
}

Describe 'Module' {
    It 'exports its cmdlets and nothing else' {
        (Get-Command -Module PodIdentity).Name | Sort-Object | Should -Be @(
            'ConvertTo-PodIdentityReport'
            'Get-EksPodIdentityAgent'
            'Get-PodIdentityAssociation'
            'Install-EksPodIdentityAgent'
            'New-PodIdentityAssociation'
            'New-PodIdentityRole'
            'Remove-PodIdentityAssociation'
            'Remove-PodIdentitySetup'
            'Restart-PodIdentityWorkload'
            'Test-PodIdentitySetup'
            'Test-PodS3Access'
        )
    }

    It 'has help for <_>' -ForEach $cmdlets {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -BeLike "*$_ *"
        $help.description | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
    }
}

Describe 'Walk-through' {
    BeforeAll {
        $saved = @{}
        Get-ChildItem env: | Where-Object Name -Like 'AWS_*' | ForEach-Object {
            $saved[$_.Name] = $_.Value
            Remove-Item "env:$($_.Name)"
        }

        $ready = Join-Path ([IO.Path]::GetTempPath()) "podidentity-lab-$PID.json"
        Remove-Item $ready -ErrorAction Ignore
        $start = @{
            FilePath     = 'dotnet'
            ArgumentList = @(
                'run', '--project', "`"$(Join-Path $root 'src/PodIdentity.Lab')`"", '--'
                '--ready-file', "`"$ready`"", '--parent', "$PID"
            )
            PassThru     = $true
        }
        $lab = Start-Process @start

        # The first start builds the lab.
        $deadline = [datetime]::UtcNow.AddMinutes(5)
        $world = $null
        while (-not $world) {
            if ($lab.HasExited) { throw "The lab ended with exit code $($lab.ExitCode)." }
            if ([datetime]::UtcNow -gt $deadline) { throw 'The lab did not get ready.' }
            Start-Sleep -Milliseconds 200
            if (Test-Path $ready) { $world = Get-Content $ready -Raw | ConvertFrom-Json }
        }

        $env:AWS_ENDPOINT_URL = $world.awsEndpoint
        $env:AWS_REGION = $world.region
        $env:AWS_ACCESS_KEY_ID = $world.accessKeyId
        $env:AWS_SECRET_ACCESS_KEY = $world.secretAccessKey
        $env:AWS_EC2_METADATA_DISABLED = 'true'

        $app = @{ ClusterName = $world.clusterName; Namespace = 'default'; ServiceAccount = 'aws-cli-sa' }
    }

    AfterAll {
        Get-ChildItem env: | Where-Object Name -Like 'AWS_*' | ForEach-Object { Remove-Item "env:$($_.Name)" }
        foreach ($name in $saved.Keys) { Set-Item "env:$name" $saved[$name] }
        if ($lab -and -not $lab.HasExited) { $lab.Kill($true) }
        Remove-Item $ready -ErrorAction Ignore
    }

    It 'goes from denied to allowed and back' {
        $agent = Install-EksPodIdentityAgent -ClusterName $app.ClusterName -ErrorAction Stop
        $agent.Status | Should -Be 'ACTIVE'
        $agent.ReadyNodes | Should -Be $agent.DesiredNodes

        $before = Test-PodS3Access @app -CreateServiceAccount -ErrorAction Stop
        $before.Allowed | Should -BeFalse
        $before.ErrorCode | Should -Be 'AccessDenied'
        $before.IdentitySource | Should -Be 'NodeRole'

        $association = New-PodIdentityRole pester-reader -ManagedPolicy AmazonS3ReadOnlyAccess -ErrorAction Stop |
            New-PodIdentityAssociation @app -ErrorAction Stop
        $association.Change | Should -Be 'Created'
        $association.Effective | Should -BeTrue

        $after = Test-PodS3Access @app -ErrorAction Stop
        $after.Allowed | Should -BeTrue
        $after.IdentitySource | Should -Be 'PodIdentity'
        $after.Buckets | Should -Not -BeNullOrEmpty
        $after.InjectedEnvironment.Keys | Should -Contain 'AWS_CONTAINER_CREDENTIALS_FULL_URI'

        $removals = Remove-PodIdentitySetup @app -RemoveServiceAccount -Confirm:$false -ErrorAction Stop
        ($removals | Where-Object Kind -EQ 'Association').Result | Should -Be 'Removed'
        ($removals | Where-Object Kind -EQ 'Role').Result | Should -Be 'Removed'
        Get-PodIdentityAssociation @app | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf' {
        New-PodIdentityRole pester-whatif -ManagedPolicy AmazonS3ReadOnlyAccess -WhatIf | Should -BeNullOrEmpty
        $removals = Remove-PodIdentitySetup @app -RoleName pester-whatif -Confirm:$false
        ($removals | Where-Object Kind -EQ 'Role').Result | Should -Be 'NotFound'
    }

    It 'reports an unknown cluster as an error record and goes on' {
        $agents = 'no-such-cluster', $app.ClusterName | Get-EksPodIdentityAgent -ErrorVariable problems -ErrorAction SilentlyContinue
        @($agents).Count | Should -Be 1
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'PodIdentity.*'
        $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problems[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}
