@{
    # Identity
    RootModule           = 'module/bin/PodIdentity.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '39095bc9-0900-454f-ba82-6fb1c49efa7a'
    Author               = 'PodIdentity contributors'
    CompanyName          = 'PodIdentity'
    Copyright            = 'Copyright (c) PodIdentity contributors'
    Description          = 'Gives pods on Amazon EKS their AWS permissions through EKS Pod Identity, proves that it works from inside a pod, says which link is broken when it does not, and takes it all away again.'

    # Requirements
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')

    # Exports
    CmdletsToExport      = @(
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
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    FormatsToProcess     = @('module/PodIdentity.Format.ps1xml')

    # Discoverability
    PrivateData          = @{
        PSData = @{
            Tags       = @('AWS', 'EKS', 'Kubernetes', 'IAM', 'PodIdentity', 'S3', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
